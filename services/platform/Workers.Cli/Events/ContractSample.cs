using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Topology;

namespace Workers.Cli.Events;

/// <summary>Makes an event with a value for each member of a contract. It has the right types; the contract's own rules may refuse its values.</summary>
internal static class ContractSample
{
    private const int MaxDepth = 8;

    /// <summary>The event, as <c>events publish</c> reads it.</summary>
    public static JsonObject Of(EventName name, Type contract, DateTimeOffset now) => new()
    {
        ["source"] = name.Source,
        ["detail-type"] = name.DetailType,
        ["detail"] = new JsonObject
        {
            ["metadata"] = new JsonObject { ["eventId"] = Guid.NewGuid().ToString(), ["eventVersion"] = name.Version },
            ["data"] = new Values(now).Of(contract, "", depth: 0),
        },
    };

    private sealed class Values(DateTimeOffset now)
    {
        public JsonNode? Of(Type type, string name, int depth)
        {
            if (Nullable.GetUnderlyingType(type) is { } underlying)
                return Of(underlying, name, depth);
            if (type == typeof(string))
                return name.Contains("mail", StringComparison.OrdinalIgnoreCase) ? "ada@example.com" : name.Contains("currency", StringComparison.OrdinalIgnoreCase) ? "EUR" : $"sample-{name}";
            if (type == typeof(Guid))
                return Guid.NewGuid().ToString();
            if (type == typeof(bool))
                return true;
            if (type == typeof(DateTimeOffset) || type == typeof(DateTime))
                return now.ToString("O");
            if (type == typeof(DateOnly))
                return DateOnly.FromDateTime(now.UtcDateTime).ToString("O");
            if (type == typeof(TimeOnly) || type == typeof(TimeSpan))
                return "01:00:00";
            if (type == typeof(Uri))
                return "https://example.com/";
            if (type.IsEnum)
                return System.Text.Json.JsonSerializer.SerializeToNode(Enum.GetValues(type).GetValue(0), type, EventJson.Options);
            if (type.IsPrimitive || type == typeof(decimal))
                return 1;
            return depth >= MaxDepth ? null : Structure(EventJson.Options.GetTypeInfo(type), depth);
        }

        private JsonNode? Structure(JsonTypeInfo type, int depth)
        {
            switch (type.Kind)
            {
                case JsonTypeInfoKind.Enumerable:
                    return new JsonArray(Of(type.ElementType!, "", depth + 1));
                case JsonTypeInfoKind.Dictionary:
                    return new JsonObject { ["key"] = Of(type.ElementType!, "value", depth + 1) };
                case JsonTypeInfoKind.Object:
                    var members = new JsonObject();
                    foreach (var property in type.Properties.Where(property => property.Set is not null || property.AssociatedParameter is not null))
                        members[property.Name] = Of(property.PropertyType, property.Name, depth + 1);
                    return members;
                default:
                    return null;
            }
        }
    }
}

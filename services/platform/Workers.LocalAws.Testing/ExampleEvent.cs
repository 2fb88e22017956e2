using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace Workers.LocalAws.Testing;

/// <summary>
/// Makes an instance of any contract, for tests in which most of its members do not matter. Set the others with <c>with</c>.
/// </summary>
/// <example><code>ExampleEvent.Of&lt;InvoiceSent&gt;() with { Amount = 12.50m }</code></example>
public static class ExampleEvent
{
    private const int MaxDepth = 8;

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
    };

    /// <summary>
    /// An instance whose members all have a value: a text is the member's name, an email address if the name ends in "email"; a number is 1; a
    /// moment is 2026-01-01, UTC; a list has one item.
    /// </summary>
    /// <typeparam name="T">The contract: a record or class that System.Text.Json can read.</typeparam>
    /// <exception cref="NotSupportedException">A member has a type that has no such value; the message names the type.</exception>
    public static T Of<T>()
        where T : class => Value(typeof(T), typeof(T).Name, depth: 0).Deserialize<T>(Json)!;

    private static JsonNode? Value(Type type, string name, int depth)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        return Simple(type, name) ?? (depth >= MaxDepth ? null : Composite(Json.GetTypeInfo(type), name, depth));
    }

    private static JsonNode? Simple(Type type, string name) => type switch
    {
        _ when type == typeof(string) => name.EndsWith("email", StringComparison.OrdinalIgnoreCase) ? "ada@example.com" : name,
        _ when type == typeof(Guid) => "0193e5a0-0000-7000-8000-000000000001",
        _ when type == typeof(DateTimeOffset) || type == typeof(DateTime) => "2026-01-01T00:00:00+00:00",
        _ when type == typeof(DateOnly) => "2026-01-01",
        _ when type == typeof(TimeOnly) => "12:00:00",
        _ when type == typeof(TimeSpan) => "00:00:01",
        _ when type == typeof(Uri) => "https://example.com/",
        _ when type == typeof(bool) => true,
        _ when type.IsEnum => JsonSerializer.SerializeToNode(Enum.GetValues(type).GetValue(0), type, Json),
        _ when type.IsPrimitive || type == typeof(decimal) => JsonSerializer.SerializeToNode(Convert.ChangeType(1, type, null), type, Json),
        _ => null,
    };

    private static JsonNode Composite(JsonTypeInfo type, string name, int depth) => type.Kind switch
    {
        JsonTypeInfoKind.Enumerable => new JsonArray(Value(type.ElementType!, name, depth + 1)),
        JsonTypeInfoKind.Dictionary => new JsonObject { ["key"] = Value(type.ElementType!, name, depth + 1) },
        JsonTypeInfoKind.Object => new JsonObject(type.Properties
            .Where(member => member.Set is not null || member.AssociatedParameter is not null)
            .Select(member => KeyValuePair.Create(member.Name, Value(member.PropertyType, member.Name, depth + 1)))),
        _ => throw new NotSupportedException($"There is no example of the type {type.Type} of the member '{name}': make the event yourself."),
    };
}

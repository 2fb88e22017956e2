using System.Text.Json;

namespace Workers.Hosting.Subscriptions;

/// <summary>
/// The field names of an event pattern. EventBridge accepts any name, and a rule with a mistyped one silently matches nothing.
/// </summary>
internal static class PatternFields
{
    /// <summary>
    /// The fields of an event (Amazon EventBridge User Guide, AWS service event metadata), and the one that an archive replay adds.
    /// </summary>
    private static readonly string[] OfEvent =
        ["version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail", "replay-name"];

    private static readonly string[] OfDetail = ["metadata", "data"];

    /// <summary>The error for the first field that no event has; null if there is none.</summary>
    public static string? Problem(JsonElement pattern, string place)
    {
        foreach (var field in pattern.EnumerateObject())
        {
            if (field.Name == "$or")
            {
                if (Alternatives(field.Value).Select(one => Problem(one, $"{place}.$or")).FirstOrDefault(found => found is not null) is { } problem)
                    return problem;
            }
            else if (!OfEvent.Contains(field.Name, StringComparer.Ordinal) && NeedsField(field.Value))
            {
                return $"field '{place}.{field.Name}': events have no such field, so the pattern matches none. {Advice(field.Name, OfEvent)}";
            }
        }

        return null;
    }

    /// <summary>
    /// Warnings for fields of <c>detail</c> that the envelope does not have. They are not errors: events of other publishers have their own
    /// fields in detail.
    /// </summary>
    public static IEnumerable<string> Suspects(JsonElement pattern)
    {
        foreach (var field in pattern.EnumerateObject())
        {
            var found = field.Name switch
            {
                "$or" => Alternatives(field.Value).SelectMany(Suspects),
                "detail" when field.Value.ValueKind == JsonValueKind.Object => field.Value.EnumerateObject()
                    .Where(inner => inner.Name != "$or" && !OfDetail.Contains(inner.Name, StringComparer.Ordinal) && NeedsField(inner.Value))
                    .Select(inner =>
                        $"the pattern needs 'detail.{inner.Name}', which only events of publishers without the envelope can have. {Advice(inner.Name, OfDetail)}"),
                _ => [],
            };
            foreach (var one in found)
                yield return one;
        }
    }

    /// <summary>The objects in a value that should be an array of them.</summary>
    internal static IEnumerable<JsonElement> Alternatives(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray().Where(one => one.ValueKind == JsonValueKind.Object) : [];

    // { "exists": false } matches an event without the field.
    private static bool NeedsField(JsonElement conditions) => !Alternatives(conditions).Any(
        one => one.TryGetProperty("exists", out var exists) && exists.ValueKind == JsonValueKind.False);

    private static string Advice(string name, IReadOnlyList<string> known) =>
        NearestName.Of(name, known) is { } near ? $"Did you mean '{near}'?" : $"They have {string.Join(", ", known)}.";
}

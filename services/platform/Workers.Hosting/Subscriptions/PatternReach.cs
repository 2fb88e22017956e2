using System.IO.Enumeration;
using System.Text.Json;
using Workers.EventBridge.Topology;

namespace Workers.Hosting.Subscriptions;

/// <summary>
/// Whether an event pattern could match an event, by its source, detail type and version. Conditions on anything else, or with an operator
/// unknown here, could match: a pattern is reported only if it certainly does not match.
/// </summary>
internal static class PatternReach
{
    /// <summary>Whether an event of that name could match.</summary>
    public static bool CouldMatch(JsonElement pattern, EventName name) => pattern.EnumerateObject().All(field => field.Name switch
    {
        "source" => CouldBe(field.Value, name.Source),
        "detail-type" => CouldBe(field.Value, name.DetailType),
        "$or" => AnyCould(field.Value, name),
        "detail" => CouldBeOfVersion(field.Value, name.Version),
        _ => true,
    });

    /// <summary>The literal sources and detail types in the pattern that none of the events has.</summary>
    public static IEnumerable<string> Strangers(JsonElement pattern, IReadOnlyList<EventName> consumed) =>
        pattern.EnumerateObject().SelectMany(field => field.Name switch
        {
            "source" => Strangers(field, consumed.Select(name => name.Source)),
            "detail-type" => Strangers(field, consumed.Select(name => name.DetailType)),
            "$or" => PatternFields.Alternatives(field.Value).SelectMany(one => Strangers(one, consumed)),
            _ => [],
        });

    private static IEnumerable<string> Strangers(JsonProperty field, IEnumerable<string> known)
    {
        if (field.Value.ValueKind != JsonValueKind.Array)
            return [];

        HashSet<string> names = [.. known];
        return field.Value.EnumerateArray()
            .Where(one => one.ValueKind == JsonValueKind.String)
            .Select(one => one.GetString()!)
            .Where(text => !names.Contains(text))
            .Select(text => $"no consumer handles events of {field.Name} '{text}', which is in the pattern."
                + (NearestName.Of(text, names) is { } near ? $" Did you mean '{near}'?" : ""));
    }

    private static bool AnyCould(JsonElement alternatives, EventName name) =>
        alternatives.ValueKind != JsonValueKind.Array
        || alternatives.EnumerateArray().Any(one => one.ValueKind != JsonValueKind.Object || CouldMatch(one, name));

    private static bool CouldBeOfVersion(JsonElement detail, int version) =>
        !(detail.ValueKind == JsonValueKind.Object && detail.TryGetProperty("metadata", out var metadata)
            && metadata.ValueKind == JsonValueKind.Object && metadata.TryGetProperty("eventVersion", out var versions)
            && versions.ValueKind == JsonValueKind.Array)
        || versions.EnumerateArray().Any(one => one.ValueKind switch
        {
            JsonValueKind.Number => one.GetDecimal() == version,
            JsonValueKind.Object => true,
            _ => false,
        });

    private static bool CouldBe(JsonElement conditions, string text) =>
        conditions.ValueKind != JsonValueKind.Array || conditions.EnumerateArray().Any(one => one.ValueKind switch
        {
            JsonValueKind.String => one.GetString() == text,
            JsonValueKind.Object => one.EnumerateObject().All(condition => CouldMeet(condition, text)),
            _ => false,
        });

    private static bool CouldMeet(JsonProperty condition, string text) => (condition.Name, condition.Value.ValueKind) switch
    {
        ("prefix", JsonValueKind.String) => text.StartsWith(condition.Value.GetString()!, StringComparison.Ordinal),
        ("suffix", JsonValueKind.String) => text.EndsWith(condition.Value.GetString()!, StringComparison.Ordinal),
        ("equals-ignore-case", JsonValueKind.String) => string.Equals(text, condition.Value.GetString(), StringComparison.OrdinalIgnoreCase),
        ("wildcard", JsonValueKind.String) => MatchesWildcard(condition.Value.GetString()!, text),
        ("exists", JsonValueKind.False) => false,
        ("numeric" or "cidr", _) => false,
        ("anything-but", JsonValueKind.String) => condition.Value.GetString() != text,
        ("anything-but", JsonValueKind.Array) => condition.Value.EnumerateArray().All(
            one => one.ValueKind != JsonValueKind.String || one.GetString() != text),
        _ => true,
    };

    // As in EventBridge, * is any text and \ escapes the next character; ? is literal, unlike in file names.
    private static bool MatchesWildcard(string wildcard, string text) =>
        wildcard.Contains('?', StringComparison.Ordinal) || FileSystemName.MatchesSimpleExpression(wildcard, text, ignoreCase: false);
}

using System.IO.Enumeration;
using System.Text.Json;
using Workers.EventBridge.Topology;

namespace Workers.Hosting.Subscriptions;

/// <summary>
/// Whether an event pattern could let an event through, by its source, detail type and version. What depends on anything else, or on an
/// operator that is not known here, could: a pattern is called useless only when it surely is.
/// </summary>
internal static class PatternReach
{
    /// <summary>Whether an event of that name could get through.</summary>
    public static bool CouldMatch(JsonElement pattern, EventName name) => pattern.EnumerateObject().All(field => field.Name switch
    {
        "source" => CouldBe(field.Value, name.Source),
        "detail-type" => CouldBe(field.Value, name.DetailType),
        "$or" => AnyCould(field.Value, name),
        "detail" => CouldBeOfVersion(field.Value, name.Version),
        _ => true,
    });

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

    // As in EventBridge, * is any text and \ takes its meaning from what follows; a ? has none, unlike in names of files.
    private static bool MatchesWildcard(string wildcard, string text) =>
        wildcard.Contains('?', StringComparison.Ordinal) || FileSystemName.MatchesSimpleExpression(wildcard, text, ignoreCase: false);
}

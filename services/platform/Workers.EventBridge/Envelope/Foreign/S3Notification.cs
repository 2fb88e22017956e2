using System.Text.Json;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Envelope.Foreign;

/// <summary>
/// A notification that S3 sends to a queue or topic itself, not through EventBridge (Amazon S3 User Guide, "Event message structure").
/// </summary>
internal static class S3Notification
{
    /// <summary>The message that S3 sends when notifications are configured; no consumer handles it.</summary>
    public static EventName Test { get; } = new("aws.s3", "s3:TestEvent");

    public static bool Is(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
        && json.TryGetProperty("Records", out var records)
        && records.ValueKind == JsonValueKind.Array
        && records.GetArrayLength() > 0
        && records.EnumerateArray().All(record => IsText(record, "eventSource", "aws:s3"));

    public static bool IsTest(JsonElement json) => IsText(json, "Event", Test.DetailType);

    private static bool IsText(JsonElement json, string name, string value) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var member) && member.ValueKind == JsonValueKind.String && member.ValueEquals(value);
}

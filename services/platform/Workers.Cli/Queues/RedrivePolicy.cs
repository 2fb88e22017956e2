using System.Text.Json.Nodes;

namespace Workers.Cli.Queues;

/// <summary>Reads the attribute <c>RedrivePolicy</c>.</summary>
internal static class RedrivePolicy
{
    /// <summary>The ARN of the dead-letter queue in a policy; null if there is no policy or it has none.</summary>
    public static string? DeadLetterArn(string? policy) => (string?)Member(policy, "deadLetterTargetArn");

    /// <summary>The receives after which SQS moves a message; null if there is no policy or it has none.</summary>
    public static int? MaxReceiveCount(string? policy) =>
        int.TryParse(Member(policy, "maxReceiveCount")?.ToString(), out var count) ? count : null;

    private static JsonNode? Member(string? policy, string name) => string.IsNullOrEmpty(policy) ? null : JsonNode.Parse(policy)?[name];
}

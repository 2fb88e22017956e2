using System.Text.Json;

namespace Workers.Cli.Queues;

/// <summary>Reads the attribute <c>RedrivePolicy</c>.</summary>
internal static class RedrivePolicy
{
    /// <summary>The ARN of the dead-letter queue in a policy; null if there is no policy or it has none.</summary>
    public static string? DeadLetterArn(string? policy)
    {
        if (string.IsNullOrEmpty(policy))
            return null;
        using var document = JsonDocument.Parse(policy);
        return document.RootElement.TryGetProperty("deadLetterTargetArn", out var arn) ? arn.GetString() : null;
    }
}

namespace Workers.Hosting.Subscriptions;

/// <summary>Common settings of all workers' queues and rules, in AWS and in emulators.</summary>
public static class QueueTopology
{
    /// <summary>
    /// Retention of queues and dead-letter queues: 14 days, the maximum (Amazon SQS Developer Guide, "Message quotas"), and as long as
    /// inboxes and outboxes keep their entries. After SQS's default of 4 days a message is deleted without a trace.
    /// </summary>
    public static TimeSpan MessageRetention { get; } = TimeSpan.FromDays(14);

    /// <summary>
    /// How long EventBridge retries the delivery to a queue before the event goes to the rule's dead-letter queue: 24 hours, its default
    /// and maximum (Amazon EventBridge User Guide, "How EventBridge retries delivering events").
    /// </summary>
    public static TimeSpan MaximumEventAge { get; } = TimeSpan.FromDays(1);

    /// <summary>Maximum number of these retries: 185, also its default and maximum.</summary>
    public static int MaximumRetryAttempts => 185;

    /// <summary>
    /// Whether it is a valid prefix for names of queues and rules: up to 16 of <c>A-Za-z0-9_-</c>, so that with a queue name of 48 a rule
    /// name has at most 64.
    /// </summary>
    public static bool IsPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return prefix.Length <= 16 && prefix.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
    }

    /// <summary>The id of a rule's one target.</summary>
    public static string TargetId => "queue";
}

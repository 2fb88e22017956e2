namespace Workers.Hosting.Subscriptions;

/// <summary>What all workers' queues and rules have in common, wherever they are made.</summary>
public static class QueueTopology
{
    /// <summary>
    /// How long queues and dead-letter queues keep a message: 14 days, the longest there is (Amazon SQS Developer Guide, "Message quotas"),
    /// and as long as inboxes and outboxes keep their entries. SQS's default is 4 days, after which a message is gone without a trace.
    /// </summary>
    public static TimeSpan MessageRetention { get; } = TimeSpan.FromDays(14);

    /// <summary>
    /// How long EventBridge tries to put an event into a queue before it goes to the rule's dead-letter queue: 24 hours, its own default
    /// and the longest there is (Amazon EventBridge User Guide, "How EventBridge retries delivering events").
    /// </summary>
    public static TimeSpan MaximumEventAge { get; } = TimeSpan.FromDays(1);

    /// <summary>How often at most: 185 times, likewise.</summary>
    public static int MaximumRetryAttempts => 185;

    /// <summary>
    /// Whether that may stand before the names of queues and rules: up to 16 of <c>A-Za-z0-9_-</c>, so that with a queue's 48 a rule
    /// has the 64 that it may have.
    /// </summary>
    public static bool IsPrefix(string prefix)
    {
        ArgumentNullException.ThrowIfNull(prefix);
        return prefix.Length <= 16 && prefix.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
    }

    /// <summary>The id of a rule's one target.</summary>
    public static string TargetId => "queue";
}

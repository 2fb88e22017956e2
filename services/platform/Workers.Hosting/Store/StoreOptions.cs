namespace Workers.Hosting.Store;

/// <summary>Retention of inbox and outbox. Configuration section <c>Store</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Store";

    /// <summary>
    /// Retention of inbox entries; 14 days by default, at least 1 h. A later copy is handled again: SQS keeps a message for 14 days at
    /// most, but a replay of an archive can be older.
    /// </summary>
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(14);

    /// <summary>
    /// Retry period for an event that EventBridge does not accept; 14 days by default, at least 1 h. Then it counts as refused.
    /// </summary>
    public TimeSpan OutboxRetention { get; set; } = TimeSpan.FromDays(14);

    /// <summary>
    /// Number of attempts that EventBridge has to refuse with a permanent error code, such as <c>MalformedDetail</c> or
    /// <c>AccessDeniedException</c>, before an event counts as refused, 1 to 1000; 10 by default, which takes about three minutes. A
    /// refused event is kept with its reason and not tried any more, until the program runs with <c>--publish-refused</c>.
    /// </summary>
    public int OutboxAttempts { get; set; } = 10;

    internal IEnumerable<string> Problems()
    {
        foreach (var (name, value) in new[] { (nameof(InboxRetention), InboxRetention), (nameof(OutboxRetention), OutboxRetention) })
        {
            if (value < TimeSpan.FromHours(1))
                yield return $"{Section}:{name} {value} is below 1 h.";
        }

        if (OutboxAttempts is < 1 or > 1000)
            yield return $"{Section}:{nameof(OutboxAttempts)} {OutboxAttempts} is not between 1 and 1000.";
    }
}

namespace Workers.Hosting.Store;

/// <summary>How long the store keeps what it keeps for safety. Configuration section <c>Store</c>.</summary>
public sealed class StoreOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Store";

    /// <summary>
    /// How long an event is remembered as done; 14 days by default, at least 1 h. A copy that comes later is done again: SQS keeps a
    /// message for 14 days at most, a replay of an archive can be older.
    /// </summary>
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How long an event that EventBridge does not take is tried again; 14 days by default, at least 1 h. Then it is given up.</summary>
    public TimeSpan OutboxRetention { get; set; } = TimeSpan.FromDays(14);

    internal IEnumerable<string> Problems()
    {
        foreach (var (name, value) in new[] { (nameof(InboxRetention), InboxRetention), (nameof(OutboxRetention), OutboxRetention) })
        {
            if (value < TimeSpan.FromHours(1))
                yield return $"{Section}:{name} {value} is below 1 h.";
        }
    }
}

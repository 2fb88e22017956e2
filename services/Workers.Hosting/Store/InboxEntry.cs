namespace Workers.Hosting.Store;

/// <summary>An event that a consumer has done: written in the transaction of what it did, so that it is never done twice.</summary>
public sealed class InboxEntry
{
    /// <summary>Grows with each reaction.</summary>
    public long Sequence { get; private set; }

    /// <summary>The event's identity.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The consumer's type name.</summary>
    public required string Consumer { get; init; }

    /// <summary>What happened.</summary>
    public required string DetailType { get; init; }

    /// <summary>What it is about.</summary>
    public Guid? CorrelationId { get; init; }

    /// <summary>When it happened, in ticks of UTC: SQLite cannot compare times.</summary>
    public long OccurredAt { get; init; }

    /// <summary>When the consumer was done, in ticks of UTC.</summary>
    public long ProcessedAt { get; set; }
}

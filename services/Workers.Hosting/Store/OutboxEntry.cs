using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>An event that is to be published: written in the transaction of what it tells, and deleted when it is on the bus.</summary>
public sealed class OutboxEntry
{
    /// <summary>Grows in the order of publishing.</summary>
    public long Sequence { get; private set; }

    /// <summary>The event's identity, the same on every try.</summary>
    public required Guid EventId { get; init; }

    /// <summary>The EventBridge <c>source</c>.</summary>
    public required string Source { get; init; }

    /// <summary>The EventBridge <c>detail-type</c>.</summary>
    public required string DetailType { get; init; }

    /// <summary>Metadata and contract as JSON, UTF-8.</summary>
    public required byte[] Detail { get; init; }

    /// <summary>When it happened, in ticks of UTC.</summary>
    public required long OccurredAt { get; init; }

    /// <summary>X-Ray trace header.</summary>
    public string? TraceHeader { get; init; }

    /// <summary>Tries that failed.</summary>
    public int Failures { get; set; }

    /// <summary>Not tried again before this moment, in ticks of UTC.</summary>
    public long NotBefore { get; set; }

    internal static OutboxEntry From(OutgoingEvent @event) => new()
    {
        EventId = @event.EventId,
        Source = @event.Source,
        DetailType = @event.DetailType,
        Detail = @event.Detail.ToArray(),
        OccurredAt = (@event.Time ?? DateTimeOffset.UnixEpoch).UtcTicks,
        TraceHeader = @event.TraceHeader,
    };

    internal OutgoingEvent ToEvent() =>
        new(EventId, Source, DetailType, Detail, new DateTimeOffset(OccurredAt, TimeSpan.Zero), TraceHeader);
}

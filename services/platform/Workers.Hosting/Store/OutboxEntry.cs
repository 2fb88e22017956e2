using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>
/// An event to be published: written in the transaction of the change that it reports, and deleted when the bus has accepted it. If
/// EventBridge refuses it permanently, it is kept with the reason, until it is published again on request.
/// </summary>
[EntityTypeConfiguration<OutboxEntryConfiguration, OutboxEntry>]
internal sealed class OutboxEntry
{
    /// <summary>Increases in the order of writing.</summary>
    public long Sequence { get; internal set; }

    /// <summary>The event's identity, the same at every attempt.</summary>
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

    /// <summary>The queue that receives it past the bus; null for the bus.</summary>
    public string? Queue { get; init; }

    /// <summary>When it is due, in ticks of UTC; null if it was not scheduled.</summary>
    public long? ScheduledAt { get; init; }

    /// <summary>Cancels it, if it was scheduled.</summary>
    public Guid? SchedulingToken { get; init; }

    /// <summary>Failed attempts.</summary>
    public int Failures { get; set; }

    /// <summary>
    /// No other process tries it before this time of the database's clock, in ticks of UTC: the end of its owner's lease, or of the pause
    /// after a failure.
    /// </summary>
    public long NotBefore { get; set; }

    /// <summary>The process that is publishing it; null if none is.</summary>
    public string? Owner { get; set; }

    /// <summary>When it was refused permanently, in ticks of UTC; null if it was not.</summary>
    public long? RefusedAt { get; set; }

    /// <summary>Code and message of EventBridge's refusal.</summary>
    public string? Refusal { get; set; }

    /// <summary>Timestamp of this process's monotonic clock, just before the lease was taken or renewed. Not stored.</summary>
    internal long LeasedAt { get; set; }

    internal static OutboxEntry From(OutgoingEvent @event) => new()
    {
        EventId = @event.EventId,
        Source = @event.Source,
        DetailType = @event.DetailType,
        Detail = @event.Detail.ToArray(),
        OccurredAt = (@event.Time ?? DateTimeOffset.UnixEpoch).UtcTicks,
        TraceHeader = @event.TraceHeader,
        Queue = @event.Queue,
        ScheduledAt = @event.ScheduledAt?.UtcTicks,
        SchedulingToken = @event.SchedulingToken,
    };

    internal OutgoingEvent ToEvent() =>
        new(EventId, Source, DetailType, Detail, new DateTimeOffset(OccurredAt, TimeSpan.Zero), TraceHeader) { Queue = Queue };
}

/// <inheritdoc cref="InboxEntryConfiguration" />
internal sealed class OutboxEntryConfiguration : IEntityTypeConfiguration<OutboxEntry>
{
    /// <summary>Condition of the index for scheduled events.</summary>
    internal const string Scheduled = "\"SchedulingToken\" IS NOT NULL";

    public void Configure(EntityTypeBuilder<OutboxEntry> builder)
    {
        builder.ToTable("Outbox");
        builder.HasKey(entry => entry.Sequence);
        builder.HasIndex(entry => entry.NotBefore);

        // Few rows have a token, and each index costs all of them.
        builder.HasIndex(entry => entry.SchedulingToken).HasFilter(Scheduled);
    }
}

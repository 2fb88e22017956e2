using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>
/// An event that is to be published: written in the transaction of what it reports, and deleted when it is on the bus. One that
/// EventBridge refuses for good stays, with the reason, until it is published again on request.
/// </summary>
[EntityTypeConfiguration<OutboxEntryConfiguration, OutboxEntry>]
internal sealed class OutboxEntry
{
    /// <summary>Grows in the order of writing.</summary>
    public long Sequence { get; internal set; }

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

    /// <summary>
    /// Not tried by another process before this moment of the database's clock, in ticks of UTC: the end of its owner's lease, or of the
    /// pause after a failure.
    /// </summary>
    public long NotBefore { get; set; }

    /// <summary>The process that publishes it now; null when none does.</summary>
    public string? Owner { get; set; }

    /// <summary>When it was refused for good, in ticks of UTC; null when it was not.</summary>
    public long? RefusedAt { get; set; }

    /// <summary>Why it was refused: code and message of EventBridge.</summary>
    public string? Refusal { get; set; }

    /// <summary>Timestamp, by this process's monotonic clock, from just before the lease was taken or renewed. Not stored.</summary>
    internal long LeasedAt { get; set; }

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

/// <inheritdoc cref="InboxEntryConfiguration" />
internal sealed class OutboxEntryConfiguration : IEntityTypeConfiguration<OutboxEntry>
{
    public void Configure(EntityTypeBuilder<OutboxEntry> builder)
    {
        builder.ToTable("Outbox");
        builder.HasKey(entry => entry.Sequence);
        builder.HasIndex(entry => entry.NotBefore);
    }
}

using System.Text;

namespace Workers.EventBridge.Publishing;

/// <summary>An event that is ready for the bus.</summary>
/// <param name="EventId">Its identity, the same as in its metadata.</param>
/// <param name="Source">The EventBridge <c>source</c>.</param>
/// <param name="DetailType">The EventBridge <c>detail-type</c>.</param>
/// <param name="Detail">Metadata and contract as JSON, UTF-8.</param>
/// <param name="Time">When it happened.</param>
/// <param name="TraceHeader">X-Ray trace header, or null.</param>
public sealed record OutgoingEvent(
    Guid EventId, string Source, string DetailType, ReadOnlyMemory<byte> Detail, DateTimeOffset? Time, string? TraceHeader)
{
    /// <summary>The queue that receives it past the bus; null for the bus.</summary>
    public string? Queue { get; init; }

    /// <summary>An outbox publishes it at this time at the earliest; null for at once.</summary>
    public DateTimeOffset? ScheduledAt { get; init; }

    /// <summary>The token that cancels a scheduled event; null if it is not scheduled.</summary>
    public Guid? SchedulingToken { get; init; }

    /// <summary>
    /// Bytes that count towards the limit of PutEvents: 14 for the time, and the UTF-8 bytes of source, detail type and detail
    /// (Amazon EventBridge User Guide, "Calculating PutEvents event entry size").
    /// </summary>
    public int Size =>
        (Time is null ? 0 : 14) + Encoding.UTF8.GetByteCount(Source) + Encoding.UTF8.GetByteCount(DetailType) + Detail.Length;
}

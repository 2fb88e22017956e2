using System.Runtime.InteropServices;

namespace Workers.EventBridge.Envelope;

/// <summary>The metadata of an event that is published; <see cref="EventMetadata"/> describes the members.</summary>
/// <param name="EventId">Its identity.</param>
/// <param name="OccurredAt">When it happened.</param>
/// <param name="Producer">The component that publishes it.</param>
/// <param name="Headers">Its headers, including <c>tracestate</c> and <c>baggage</c> of the trace.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct OutgoingMetadata(
    Guid EventId, DateTimeOffset OccurredAt, string Producer, IEnumerable<KeyValuePair<string, object>> Headers)
{
    public Guid? CorrelationId { get; init; }

    public Guid? ConversationId { get; init; }

    public Guid? CausationId { get; init; }

    public TimeSpan? TimeToLive { get; init; }

    public string? OrderingKey { get; init; }

    public Guid? SchedulingToken { get; init; }

    public string? Traceparent { get; init; }
}

using System.Diagnostics;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Diagnostics;

/// <summary>The trace of an event, as it travels with the event: W3C trace context and baggage.</summary>
internal sealed class EventTrace
{
    /// <summary>The minimum length that everybody must propagate (W3C Trace Context, "tracestate Limits"); more is dropped.</summary>
    private const int LongestTracestate = 512;

    private EventTrace(ActivityContext context, string? baggage) => (Context, Baggage) = (context, baggage);

    /// <summary>Parent of the spans that the event causes. It may name no span: then the reader starts the trace.</summary>
    public ActivityContext Context { get; }

    /// <summary>The same as a W3C header; null if it names no span.</summary>
    public string? Traceparent => Context.SpanId == default
        ? null
        : $"00-{TraceId}-{Context.SpanId.ToHexString()}-{(int)Context.TraceFlags:x2}";

    /// <summary>The W3C header, as received: the reader filters it.</summary>
    public string? Baggage { get; }

    /// <summary>32 hex digits.</summary>
    public string TraceId => Context.TraceId.ToHexString();

    /// <summary>
    /// The trace in the event's metadata, or else the one in EventBridge's header; null if there is none. The metadata also survives an
    /// emulator, an archive and a dead-letter queue.
    /// </summary>
    public static EventTrace? Of(EventMetadata? metadata, string? xrayHeader) =>
        Of(metadata?.Traceparent, metadata?.Tracestate, metadata?.Baggage)
        ?? Of(xrayHeader, metadata?.Baggage);

    /// <summary>The trace in an X-Ray header; null if there is none.</summary>
    public static EventTrace? Of(string? xrayHeader) => Of(xrayHeader, baggage: null);

    private static EventTrace? Of(string? xrayHeader, string? baggage) =>
        XRayTraceHeader.Read(xrayHeader) is { } context ? new EventTrace(context, baggage) : null;

    private static EventTrace? Of(string? traceparent, string? tracestate, string? baggage) =>
        traceparent is not null
        && ActivityContext.TryParse(
            traceparent, tracestate is { Length: <= LongestTracestate } ? tracestate : null, isRemote: true, out var context)
            ? new EventTrace(context, baggage)
            : null;
}

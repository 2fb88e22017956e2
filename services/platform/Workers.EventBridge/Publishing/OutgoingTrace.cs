using System.Diagnostics;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Publishing;

/// <summary>The trace of a published event, for its metadata: W3C trace context and baggage.</summary>
internal sealed record OutgoingTrace(string Traceparent, string? Tracestate, string? Baggage)
{
    /// <summary>
    /// The event's own span; without a listener for spans, the current context, or the trace of the consumed event: it passes through this
    /// process unchanged.
    /// </summary>
    /// <param name="span">The event's own span; null without a listener.</param>
    /// <param name="cause">The trace of the consumed event; null outside of a consumer.</param>
    /// <param name="settings">The keys of the baggage to propagate.</param>
    /// <returns>Null without a trace.</returns>
    public static OutgoingTrace? Of(Activity? span, EventTrace? cause, EventBridgeHostSettings settings)
    {
        if ((span ?? Activity.Current) is { IdFormat: ActivityIdFormat.W3C, Id: { } id } current)
            return new OutgoingTrace(id, Present(current.TraceStateString), BaggageHeader.Write(current.Baggage, settings.Baggage));

        return cause?.Traceparent is not { } traceparent ? null : new OutgoingTrace(
            traceparent,
            Present(cause.Context.TraceState),
            BaggageHeader.Write(BaggageHeader.Read(cause.Baggage, settings.Baggage), settings.Baggage));
    }

    private static string? Present(string? text) => string.IsNullOrEmpty(text) ? null : text;
}

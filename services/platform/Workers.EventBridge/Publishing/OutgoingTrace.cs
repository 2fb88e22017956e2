using System.Diagnostics;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Publishing;

/// <summary>The trace that a published event belongs to, for its metadata: W3C trace context and baggage.</summary>
internal sealed record OutgoingTrace(string Traceparent, string? Tracestate, string? Baggage)
{
    /// <summary>
    /// The event's own span; where nobody listens to spans, what is current, or the trace of the event that is just consumed: it goes
    /// through this process unchanged.
    /// </summary>
    /// <param name="span">The event's own span; null where nobody listens.</param>
    /// <param name="cause">The trace of the event that is just consumed; null outside of a consumer.</param>
    /// <param name="settings">The keys of the baggage that goes along.</param>
    /// <returns>Null when there is no trace.</returns>
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

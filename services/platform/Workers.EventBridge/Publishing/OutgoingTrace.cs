using System.Diagnostics;
using MassTransit;
using MassTransit.Logging;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.Publishing;

/// <summary>Writes the trace that an event belongs to into its headers, and so into its metadata.</summary>
internal static class OutgoingTrace
{
    /// <summary>
    /// The event's own span; where nobody listens to spans, what is current, or the trace of the event that is just consumed: it goes
    /// through this process unchanged.
    /// </summary>
    /// <returns>The traceparent; null when there is no trace.</returns>
    public static string? Write(SendContext message, Activity? span, EventBridgeHostSettings settings)
    {
        if ((span ?? Activity.Current) is { IdFormat: ActivityIdFormat.W3C, Id: { } id } current)
            return Set(message, id, current.TraceStateString, BaggageHeader.Write(current.Baggage, settings.Baggage));

        var cause = message.TryGetPayload<ConsumeContext>(out var consumed) && consumed.ReceiveContext.TryGetPayload<Delivery>(out var delivered)
            ? delivered.Trace
            : null;
        return cause?.Traceparent is not { } traceparent ? null : Set(
            message,
            traceparent,
            cause.Context.TraceState,
            BaggageHeader.Write(BaggageHeader.Read(cause.Baggage, settings.Baggage), settings.Baggage));
    }

    private static string Set(SendContext message, string traceparent, string? tracestate, string? baggage)
    {
        message.Headers.Set(DiagnosticHeaders.ActivityId, traceparent);
        if (tracestate is { Length: > 0 })
            message.Headers.Set("tracestate", tracestate);
        if (baggage is not null)
            message.Headers.Set("baggage", baggage);
        return traceparent;
    }
}

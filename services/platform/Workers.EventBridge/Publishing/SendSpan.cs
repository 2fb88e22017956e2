using System.Diagnostics;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Publishing;

/// <summary>
/// The spans of PutEvents. Each event has one in its own trace, as a child of its create span, from the first call that contains it until
/// the bus accepts it. A call with several events has another span, in its own trace, with links to all of them.
/// </summary>
internal static class SendSpan
{
    /// <summary>Starts the event's span; null if it has no trace, or without a listener.</summary>
    public static Activity? Start(OutgoingEvent @event, string bus, TimeSpan waited)
    {
        if (!EventBridgeActivitySource.Instance.HasListeners() || EventTrace.Of(@event.TraceHeader) is not { } trace)
            return null;

        // The current activity is not its parent: many events are sent at once, and this code runs for any of them.
        var around = Activity.Current;
        var span = EventBridgeActivitySource.Instance.StartActivity($"send {bus}", ActivityKind.Client, trace.Context);
        Activity.Current = around;
        if (span is not { IsAllDataRequested: true })
            return span;

        Describe(span, "send", bus);
        span.AddTag(AttributeNames.EventId, @event.EventId.ToString());
        span.AddTag(AttributeNames.Source, @event.Source);
        span.AddTag(AttributeNames.DetailType, @event.DetailType);
        span.AddTag(AttributeNames.BodySize, @event.Detail.Length);
        span.AddTag(AttributeNames.PublishWait, Math.Round(Math.Max(0, waited.TotalSeconds), 6));
        return span;
    }

    /// <summary>Starts the span of a call with several events.</summary>
    public static Activity? StartBatch(IReadOnlyList<PendingEvent> events, string bus)
    {
        if (events.Count < 2 || !EventBridgeActivitySource.Instance.HasListeners())
            return null;

        var links = events.Select(pending => pending.Span).OfType<Activity>().Select(span => new ActivityLink(span.Context));
        var span = EventBridgeActivitySource.Instance.StartActivity(
            $"PutEvents {bus}", ActivityKind.Client, parentContext: default, links: links);
        if (span is not { IsAllDataRequested: true })
            return span;

        Describe(span, "PutEvents", bus);
        span.AddTag(AttributeNames.BatchCount, events.Count);
        return span;
    }

    private static void Describe(Activity span, string operation, string bus)
    {
        span.AddTag(AttributeNames.System, AttributeNames.EventBridge);
        span.AddTag(AttributeNames.OperationType, "send");
        span.AddTag(AttributeNames.OperationName, operation);
        span.AddTag(AttributeNames.Destination, bus);
    }
}

using System.Diagnostics;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Publishing;

/// <summary>
/// The span in which an event is created. It is the parent of everything that the event causes: an event that waits in an outbox is sent
/// long after this span has ended.
/// </summary>
internal static class CreateSpan
{
    public static Activity? Start(EventName name, Guid eventId, Guid? correlationId, EventBridgeHostSettings settings)
    {
        var span = EventBridgeActivitySource.Instance.StartActivity($"create {name.DetailType}", ActivityKind.Producer);
        if (span is not { IsAllDataRequested: true })
            return span;

        span.AddTag(AttributeNames.System, AttributeNames.EventBridge);
        span.AddTag(AttributeNames.OperationType, "create");
        span.AddTag(AttributeNames.OperationName, "create");
        span.AddTag(AttributeNames.Destination, settings.ShortBusName);
        span.AddTag(AttributeNames.EventId, eventId.ToString());
        span.AddTag(AttributeNames.Source, name.Source);
        span.AddTag(AttributeNames.DetailType, name.DetailType);
        if (correlationId is { } correlation)
            span.AddTag(AttributeNames.ConversationId, correlation.ToString());
        return span;
    }
}

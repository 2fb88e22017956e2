using System.Diagnostics;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Publishing;

/// <summary>The span of a message that is sent to a queue: it is sent at once, so one span is enough for its creation and its call.</summary>
internal static class QueueSpan
{
    public static Activity? Start(EventName name, Guid eventId, Guid? correlationId, string queue)
    {
        var span = EventBridgeActivitySource.Instance.StartActivity($"send {queue}", ActivityKind.Producer);
        if (span is not { IsAllDataRequested: true })
            return span;

        span.AddTag(AttributeNames.System, AttributeNames.Sqs);
        span.AddTag(AttributeNames.OperationType, "send");
        span.AddTag(AttributeNames.OperationName, "send");
        span.AddTag(AttributeNames.Destination, queue);
        span.AddTag(AttributeNames.EventId, eventId.ToString());
        span.AddTag(AttributeNames.Source, name.Source);
        span.AddTag(AttributeNames.DetailType, name.DetailType);
        if (correlationId is { } correlation)
            span.AddTag(AttributeNames.ConversationId, correlation.ToString());
        return span;
    }
}

using System.Diagnostics;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Publishing;

/// <summary>
/// The span of an event on its way out. It is the parent of everything that the event causes: an event that waits in an outbox is sent long
/// after this span has ended.
/// </summary>
internal static class EventSpan
{
    /// <summary>Starts the span in which an event is created for the bus or, in an outbox, for a queue.</summary>
    public static Activity? Create(EventName name, Guid eventId, Guid? correlationId, string system, string destination) =>
        Start("create", name.DetailType, name, eventId, correlationId, system, destination);

    /// <summary>Starts the span of a message that is sent to a queue at once: one span is enough for its creation and its call.</summary>
    public static Activity? Send(EventName name, Guid eventId, Guid? correlationId, string queue) =>
        Start("send", queue, name, eventId, correlationId, AttributeNames.Sqs, queue);

    private static Activity? Start(
        string operation, string target, EventName name, Guid eventId, Guid? correlationId, string system, string destination)
    {
        var span = EventBridgeActivitySource.Instance.StartActivity($"{operation} {target}", ActivityKind.Producer);
        if (span is not { IsAllDataRequested: true })
            return span;

        span.AddTag(AttributeNames.System, system);
        span.AddTag(AttributeNames.OperationType, operation);
        span.AddTag(AttributeNames.OperationName, operation);
        span.AddTag(AttributeNames.Destination, destination);
        span.AddTag(AttributeNames.EventId, eventId.ToString());
        span.AddTag(AttributeNames.Source, name.Source);
        span.AddTag(AttributeNames.DetailType, name.DetailType);
        if (correlationId is { } correlation)
            span.AddTag(AttributeNames.ConversationId, correlation.ToString());
        return span;
    }
}

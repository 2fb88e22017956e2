using System.Diagnostics;
using MassTransit;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Publishing;

/// <summary>
/// The span in which an event comes into being. All that it sets off hangs from this one: where an event waits in an outbox, it is over
/// long before the event goes to the bus.
/// </summary>
internal static class CreateSpan
{
    public static Activity? Start<T>(SendContext<T> message, EventName name, EventBridgeHostSettings settings)
        where T : class
    {
        var span = EventBridgeActivitySource.Instance.StartActivity($"create {name.DetailType}", ActivityKind.Producer);
        if (span is not { IsAllDataRequested: true })
            return span;

        span.AddTag(AttributeNames.System, AttributeNames.EventBridge);
        span.AddTag(AttributeNames.OperationType, "create");
        span.AddTag(AttributeNames.OperationName, "create");
        span.AddTag(AttributeNames.Destination, settings.ShortBusName);
        span.AddTag(AttributeNames.EventId, message.MessageId?.ToString());
        span.AddTag(AttributeNames.Source, name.Source);
        span.AddTag(AttributeNames.DetailType, name.DetailType);
        if (Correlation(message) is { } correlation)
            span.AddTag(AttributeNames.ConversationId, correlation.ToString());
        return span;
    }

    private static Guid? Correlation(SendContext message) =>
        message.CorrelationId ?? (message.TryGetPayload<ConsumeContext>(out var cause) ? cause.CorrelationId : null);
}

using System.Diagnostics;
using System.Text;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Envelope.Foreign;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Starts and ends the deliveries of an endpoint: each has a span, metrics, and a log line. Logs in between, including those of consumers,
/// have a scope with the event's id and the queue.
/// </summary>
internal sealed partial class Deliveries(EventTypeMap types, ForeignBodies bodies, EventBridgeHostSettings settings, ILogger logger)
{
    /// <summary>Log category of the deliveries.</summary>
    public const string Category = "Workers.EventBridge.Deliveries";

    private const string UnknownType = "unknown";

    /// <summary>Starts a delivery; its span is current until it ends.</summary>
    /// <param name="message">The message.</param>
    /// <param name="othersInFlight">Counts the endpoint's other messages in flight.</param>
    public Delivery Begin(InFlightMessage message, Func<int> othersInFlight)
    {
        var body = Encoding.UTF8.GetBytes(message.Message.Body);
        var received = ReceivedEvent.Read(body, message.Message.MessageId, bodies);
        var envelope = received.EnvelopeOrNull;
        var trace = EventTrace.Of(envelope?.Metadata, message.TraceHeader);
        var detailType = envelope is not null && types.IsConsumed(envelope.Name) ? envelope.DetailType : UnknownType;
        return message.Delivery = new Delivery(
            message, body, received, detailType, trace, Unfailing.Get(() => ProcessSpan.Start(message, envelope, trace, settings)))
        {
            BegunAt = settings.TimeProvider.GetTimestamp(),
            OthersInFlight = othersInFlight,
        };
    }

    /// <summary>Opens the delivery's log scope, until the result is disposed.</summary>
    public IDisposable? BeginScope(Delivery delivery) => Unfailing.Get(() => logger.BeginScope(new KeyValuePair<string, object?>[]
    {
        // Not EventId: loggers have their own property of that name.
        new("Event", delivery.EventId),
        new("DetailType", delivery.DetailType),
        new("CorrelationId", delivery.CorrelationId),
        new("Queue", delivery.InFlight.Queue),
        new("MessageId", delivery.InFlight.Message.MessageId),
        new("ReceiveCount", delivery.InFlight.ReceiveCount),
    }));

    /// <summary>Ends a delivery with any outcome, even if a listener throws.</summary>
    public void End(Delivery delivery)
    {
        delivery.InFlight.Ended(delivery);
        Unfailing.Run(() => Measure(delivery));
        if (delivery.Span is { } span)
            Unfailing.Run(() => End(span, delivery));
    }

    private static void End(Activity span, Delivery delivery)
    {
        span.AddTag(AttributeNames.Outcome, delivery.Outcome);

        // Not earlier: the messaging framework may overwrite it with its own id when the consumers start.
        if (delivery.CorrelationId is { } correlation)
            span.SetTag(AttributeNames.ConversationId, correlation);
        if (delivery.Failure is { } failure)
            span.Fail(failure);
        span.Dispose();
    }

    private void Measure(Delivery delivery)
    {
        var message = delivery.InFlight;
        var duration = settings.TimeProvider.GetElapsedTime(delivery.BegunAt);
        var now = settings.TimeProvider.GetUtcNow();
        TransportMetrics.Delivered(new DeliveryFacts(
            message.Queue,
            delivery.DetailType,
            delivery.Outcome,
            delivery.Failure?.GetType().FullName,
            delivery.SkipReason,
            duration,
            message.ReceiveCount == 1 ? Since(message.SentAt, now - duration) : null,
            delivery.Outcome == DeliveryOutcome.Consumed ? Since(delivery.OccurredAt, now) : null));
        if (delivery.EventId is { } eventId)
            LogDelivery(
                logger, delivery.DetailType, eventId, message.Queue, delivery.Outcome, duration.TotalMilliseconds, delivery.CorrelationId);
        else
            LogNoEvent(logger, message.Message.MessageId, message.Queue, delivery.Outcome, duration.TotalMilliseconds);
    }

    private static TimeSpan? Since(DateTimeOffset? then, DateTimeOffset now) =>
        then is null ? null : now > then ? now - then : TimeSpan.Zero;

    [LoggerMessage(
        LogLevel.Information,
        "{DetailType} {Event} of {Queue}: {Outcome} in {Duration:0.0} ms (correlation {CorrelationId})")]
    private static partial void LogDelivery(
        ILogger logger, string detailType, string @event, string queue, string outcome, double duration, string? correlationId);

    [LoggerMessage(LogLevel.Information, "Message {MessageId} of {Queue}, which is not an event: {Outcome} in {Duration:0.0} ms")]
    private static partial void LogNoEvent(ILogger logger, string messageId, string queue, string outcome, double duration);
}

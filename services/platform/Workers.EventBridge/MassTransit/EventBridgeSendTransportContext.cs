using MassTransit;
using MassTransit.Context;
using MassTransit.Serialization;
using MassTransit.Transports;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>Converts MassTransit's messages to entries, and passes them to the bus or to an outbox instead.</summary>
internal sealed class EventBridgeSendTransportContext(EventBridgeHostConfiguration host, ReceiveEndpointContext endpoint, EventName name)
    : EventSendTransportContext(host, endpoint)
{
    public override string EntityName => name.DetailType;

    public override string ActivitySystem => AttributeNames.EventBridge;

    /// <summary>Whether the caller chose the address, so that any message may come here.</summary>
    public bool IsByAddress { get; init; }

    public override void Probe(ProbeContext context) => context.CreateScope("eventBridge").Add("event", name.ToString());

    protected override Task DeliverAsync<T>(MessageSendContext<T> message)
    {
        if (IsByAddress)
            RefuseOther<T>();
        if (Host.Settings.Sources?.Contains(name.Source) == false)
            throw new EventPublishException(
                "SourceNotAllowed", $"Event {name} was not published: '{name.Source}' is not among the sources that {Host.Settings.Producer} may publish.");

        // The publisher's headers: those of the trace are added below.
        EventHeaders.Check(message.Headers.GetAll());
        var (outbox, scheduledAt) = FindOutbox(message);
        var outgoing = message.Serializer is StoredEventSerializer stored ? stored.ToEvent(name, Host.Settings) : Create(message);
        if (scheduledAt is not null)
            outgoing = outgoing with { Time = scheduledAt, ScheduledAt = scheduledAt, SchedulingToken = message.ScheduledMessageId };

        // Before an outbox stores an event that can never be sent.
        if (EventSize.Problem(outgoing, Host.Settings.MaxPutEventsSize) is { } problem)
        {
            TransportMetrics.Published(Host.Settings.ShortBusName, outgoing, TimeSpan.Zero, problem);
            throw problem;
        }

        return outbox is not null
            ? outbox.AddAsync(outgoing, message.CancellationToken)
            : Host.Clients.Publisher.PublishAsync(outgoing, message.CancellationToken);
    }

    private void RefuseOther<T>()
    {
        // MassTransit's outboxes send an event that they have serialized before.
        if (typeof(T) == typeof(SerializedMessageBody))
            return;

        var own = Host.Types.NameOf(typeof(T));
        if (own.Source != name.Source || own.DetailType != name.DetailType)
            throw new NotSupportedException(
                $"{typeof(T).Name} is the event {own}, and cannot be sent to the publish address of {name}. Publish it, or send it to its own publish address.");
    }

    /// <summary>Serializes the event, with its trace.</summary>
    private OutgoingEvent Create<T>(MessageSendContext<T> message)
        where T : class
    {
        message.MessageId ??= NewId.NextGuid();
        var cause = CauseOf(message);
        using var span = EventSpan.Create(
            name, message.MessageId.Value, message.CorrelationId ?? cause?.CorrelationId, ActivitySystem, Host.Settings.ShortBusName);
        try
        {
            var trace = OutgoingTrace.Of(span, TraceOf(cause), Host.Settings);
            if (trace is not null)
                Write(trace, message.Headers);
            return new OutgoingEvent(
                message.MessageId.Value,
                name.Source,
                name.DetailType,
                message.Body.GetBytes(),
                Host.Settings.TimeProvider.GetUtcNow(),
                XRayTraceHeader.FromTraceparent(trace?.Traceparent));
        }
        catch (Exception error)
        {
            span.Fail(error);
            throw;
        }
    }
}

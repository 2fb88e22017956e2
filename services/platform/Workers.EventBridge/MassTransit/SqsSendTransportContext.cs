using System.Diagnostics;
using MassTransit;
using MassTransit.Context;
using MassTransit.Transports;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>Sends MassTransit's messages to a queue, past the bus: in the envelope of an event, so that the receiver needs no other code.</summary>
internal sealed class SqsSendTransportContext(EventBridgeHostConfiguration host, ReceiveEndpointContext endpoint, string queue)
    : EventSendTransportContext(host, endpoint)
{
    public override string EntityName => queue;

    public override string ActivitySystem => AttributeNames.Sqs;

    public override async Task<SendContext<T>> CreateSendContext<T>(
        T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
    {
        var context = await base.CreateSendContext(message, pipe, cancellationToken).ConfigureAwait(false);
        if (context.Serializer is not StoredEventSerializer)
            context.Serializer = new EnvelopeSerializer(context.Serializer, Host.Types, Host.Settings.TimeProvider);
        return context;
    }

    public override void Probe(ProbeContext context) => context.CreateScope("sqs").Add("queue", queue);

    protected override async Task DeliverAsync<T>(MessageSendContext<T> message)
    {
        if (Host.Settings.Queues?.Contains(queue) == false)
            throw new EventPublishException(
                "QueueNotAllowed", $"Nothing was sent to queue '{queue}': it is not among the queues that {Host.Settings.Producer} may send to.");

        EventHeaders.Check(message.Headers.GetAll());
        message.MessageId ??= NewId.NextGuid();
        var stored = message.Serializer as StoredEventSerializer;
        var name = stored?.Name ?? Host.Types.NameOf(typeof(T));
        var (outbox, scheduledAt) = FindOutbox(message);
        var started = Host.Settings.TimeProvider.GetTimestamp();
        Exception? failure = null;
        var correlationId = message.CorrelationId ?? CauseOf(message)?.CorrelationId;
        using var span = outbox is null
            ? EventSpan.Send(name, message.MessageId.Value, correlationId, queue)
            : EventSpan.Create(name, message.MessageId.Value, correlationId, ActivitySystem, queue);
        try
        {
            var traceHeader = SetTrace(message, stored, span);
            if (outbox is not null)
                await StoreAsync(outbox, message, name, traceHeader, scheduledAt).ConfigureAwait(false);
            else
                await Host.Clients.QueueSender.SendAsync(queue, message.Body.GetBytes(), traceHeader, message.CancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
            span.Fail(error);
            throw;
        }
        finally
        {
            // A message that was stored is sent later.
            if (outbox is null || failure is not null)
                TransportMetrics.Sent(queue, name.DetailType, Host.Settings.TimeProvider.GetElapsedTime(started), failure);
        }
    }

    /// <summary>Stores the message in the outbox, which sends it to the queue after the commit.</summary>
    private Task StoreAsync<T>(IOutbox outbox, MessageSendContext<T> message, EventName name, string? traceHeader, DateTimeOffset? scheduledAt)
        where T : class
    {
        // Sent at once, the message would not be part of the transaction, and a retry would repeat it.
        if (!outbox.CanSchedule)
            throw new NotSupportedException(
                $"Send to queue:{queue} is not supported by {outbox.GetType().Name}, an outbox that keeps only events for the bus. Publish an event, and let a rule route it to the queue; or send through IBus, which sends at once, and again if the consumer is retried.");

        // The outbox writes the envelope when it sends the message.
        var detail = message.Serializer switch
        {
            EnvelopeSerializer serializer => serializer.GetDetail(message),
            StoredEventSerializer stored => stored.GetDetail(),
            _ => message.Body.GetBytes(),
        };
        var outgoing = new OutgoingEvent(
            message.MessageId!.Value, name.Source, name.DetailType, detail, scheduledAt ?? Host.Settings.TimeProvider.GetUtcNow(), traceHeader)
        {
            Queue = queue,
            ScheduledAt = scheduledAt,
            SchedulingToken = scheduledAt is null ? null : message.ScheduledMessageId,
        };
        return QueueSender.Problem(outgoing) is { } problem ? throw problem : outbox.AddAsync(outgoing, message.CancellationToken);
    }

    /// <summary>Writes the trace into the message's headers.</summary>
    /// <returns>The X-Ray header.</returns>
    private string? SetTrace<T>(MessageSendContext<T> message, StoredEventSerializer? stored, Activity? span)
        where T : class
    {
        if (stored is not null || OutgoingTrace.Of(span, TraceOf(CauseOf(message)), Host.Settings) is not { } trace)
            return stored?.TraceHeader;
        Write(trace, message.Headers);
        return XRayTraceHeader.FromTraceparent(trace.Traceparent);
    }
}

using System.Diagnostics;
using System.Text;
using Amazon.SQS.Model;
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
    private readonly SendQueue _queue = new(host, queue);

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
        // An outbox stores events for the bus. Sent at once, the message would not be part of the transaction, and a retry would repeat it.
        if (FindOutbox(message) is not null)
            throw new NotSupportedException(
                $"Send to queue:{queue} is not supported together with an outbox: an outbox stores events for the bus. Publish an event, and let a rule route it to the queue; or send through IBus, which sends at once, and again if the consumer is retried.");

        EventHeaders.Check(message.Headers.GetAll());
        message.MessageId ??= NewId.NextGuid();
        var stored = message.Serializer as StoredEventSerializer;
        var name = stored?.Name ?? Host.Types.NameOf(typeof(T));
        var started = Host.Settings.TimeProvider.GetTimestamp();
        Exception? failure = null;
        using var span = QueueSpan.Start(name, message.MessageId.Value, message.CorrelationId ?? CauseOf(message)?.CorrelationId, queue);
        try
        {
            await _queue.SendAsync(Create(message, stored, span), message.CancellationToken).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            failure = error;
            span.Fail(error);
            throw;
        }
        finally
        {
            TransportMetrics.Sent(queue, name.DetailType, Host.Settings.TimeProvider.GetElapsedTime(started), failure);
        }
    }

    /// <summary>Serializes the message, with its trace.</summary>
    private SendMessageRequest Create<T>(MessageSendContext<T> message, StoredEventSerializer? stored, Activity? span)
        where T : class
    {
        var traceHeader = stored?.TraceHeader;
        if (stored is null && OutgoingTrace.Of(span, TraceOf(CauseOf(message)), Host.Settings) is { } trace)
        {
            Write(trace, message.Headers);
            traceHeader = XRayTraceHeader.FromTraceparent(trace.Traceparent);
        }

        var request = new SendMessageRequest { MessageBody = Encoding.UTF8.GetString(message.Body.GetBytes()) };
        if (traceHeader is not null)
            request.MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = traceHeader } };
        return request;
    }
}

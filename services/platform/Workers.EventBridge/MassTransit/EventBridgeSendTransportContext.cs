using MassTransit;
using MassTransit.Context;
using MassTransit.Logging;
using MassTransit.Middleware;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>Converts MassTransit's messages to entries, and passes them to the bus or to an outbox instead.</summary>
internal sealed class EventBridgeSendTransportContext(EventBridgeHostConfiguration host, ReceiveEndpointContext endpoint, EventName name)
    : BaseSendTransportContext(host, endpoint.Serialization), SendTransportContext<PipeContext>
{
    public override string EntityName => name.DetailType;

    public override string ActivitySystem => "aws_eventbridge";

    public override async Task<SendContext<T>> CreateSendContext<T>(
        T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
    {
        var context = new MessageSendContext<T>(message, cancellationToken);
        await pipe.Send(context).ConfigureAwait(false);
        return context;
    }

    public Task<SendContext<T>> CreateSendContext<T>(
        PipeContext context, T message, IPipe<SendContext<T>> pipe, CancellationToken cancellationToken)
        where T : class => CreateSendContext(message, pipe, cancellationToken);

    public Task Send<T>(PipeContext context, SendContext<T> sendContext)
        where T : class
    {
        if (sendContext.RequestId is not null)
            throw new NotSupportedException(
                "Request/response is not supported on EventBridge: events have no replies. Publish an event and consume the one that answers it.");
        if (sendContext.Delay is { } delay && delay > TimeSpan.Zero)
            throw NoScheduler.Refusal();

        if (host.Settings.Sources?.Contains(name.Source) == false)
            throw new EventPublishException(
                "SourceNotAllowed", $"Event {name} was not published: '{name.Source}' is not among the sources that {host.Settings.Producer} may publish.");

        // The publisher's headers: those of the trace are added below.
        EventHeaders.Check(sendContext.Headers.GetAll());
        var outgoing = Create((MessageSendContext<T>)sendContext);

        // Before an outbox stores an event that can never be sent.
        if (EventSize.Problem(outgoing, host.Settings.MaxPutEventsSize) is { } problem)
        {
            TransportMetrics.Published(host.Settings.ShortBusName, outgoing, TimeSpan.Zero, problem);
            throw problem;
        }

        return FindOutbox(sendContext) is { } outbox
            ? outbox.AddAsync(outgoing, sendContext.CancellationToken)
            : host.Clients.Publisher.PublishAsync(outgoing, sendContext.CancellationToken);
    }

    public Task Send(IPipe<PipeContext> pipe, CancellationToken cancellationToken = default) =>
        pipe.Send(new SendPipeContext(cancellationToken));

    public void Probe(ProbeContext context) => context.CreateScope("eventBridge").Add("event", name.ToString());

    /// <summary>Serializes the event, with its trace.</summary>
    private OutgoingEvent Create<T>(MessageSendContext<T> message)
        where T : class
    {
        message.MessageId ??= NewId.NextGuid();
        var cause = message.TryGetPayload<ConsumeContext>(out var consumed) ? consumed : null;
        using var span = CreateSpan.Start(name, message.MessageId.Value, message.CorrelationId ?? cause?.CorrelationId, host.Settings);
        try
        {
            var trace = OutgoingTrace.Of(span, TraceOf(cause), host.Settings);
            if (trace is not null)
                Write(trace, message.Headers);
            return new OutgoingEvent(
                message.MessageId.Value,
                name.Source,
                name.DetailType,
                message.Body.GetBytes(),
                host.Settings.TimeProvider.GetUtcNow(),
                XRayTraceHeader.FromTraceparent(trace?.Traceparent));
        }
        catch (Exception error)
        {
            span.Fail(error);
            throw;
        }
    }

    private static EventTrace? TraceOf(ConsumeContext? cause) =>
        cause is not null && cause.ReceiveContext.TryGetPayload<Delivery>(out var delivery) ? delivery.Trace : null;

    // Headers of MassTransit, which the serializer writes as metadata.
    private static void Write(OutgoingTrace trace, SendHeaders headers)
    {
        headers.Set(DiagnosticHeaders.ActivityId, trace.Traceparent);
        if (trace.Tracestate is { } tracestate)
            headers.Set("tracestate", tracestate);
        if (trace.Baggage is { } baggage)
            headers.Set("baggage", baggage);
    }

    private IOutbox? FindOutbox(SendContext context)
    {
        if (context.TryGetPayload<IOutbox>(out var outbox))
            return outbox;
        if (!host.HasOutbox)
            return null;

        // The consumer's scope, or else the scope of the IPublishEndpoint, such as an HTTP request's.
        var scope = context.TryGetPayload<ConsumeContext>(out var consumed) && consumed.TryGetPayload<IServiceProvider>(out var consumers)
            ? consumers
            : context.TryGetPayload<IServiceProvider>(out var own) ? own : null;
        try
        {
            return host.BusType is { } key ? scope?.GetKeyedService<IOutbox>(key) : scope?.GetService<IOutbox>();
        }
        catch (ObjectDisposedException error)
        {
            throw new InvalidOperationException(
                "UseInMemoryOutbox delays events until the consumer's scope has ended, and with it the outbox that should store them. Remove it: the outbox already delays them.",
                error);
        }
    }

    private sealed class SendPipeContext(CancellationToken cancellationToken) : BasePipeContext(cancellationToken);
}

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

namespace Workers.EventBridge.MassTransit;

/// <summary>Sends MassTransit's messages as events; a derived class knows the destination.</summary>
internal abstract class EventSendTransportContext(EventBridgeHostConfiguration host, ReceiveEndpointContext endpoint)
    : BaseSendTransportContext(host, endpoint.Serialization), SendTransportContext<PipeContext>
{
    protected EventBridgeHostConfiguration Host { get; } = host;

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
        return DeliverAsync((MessageSendContext<T>)sendContext);
    }

    public Task Send(IPipe<PipeContext> pipe, CancellationToken cancellationToken = default) =>
        pipe.Send(new SendPipeContext(cancellationToken));

    public abstract void Probe(ProbeContext context);

    protected abstract Task DeliverAsync<T>(MessageSendContext<T> message)
        where T : class;

    /// <summary>The context of the consumer that sends the message; null outside of a consumer.</summary>
    protected static ConsumeContext? CauseOf(SendContext message) =>
        message.TryGetPayload<ConsumeContext>(out var consumed) ? consumed : null;

    protected static EventTrace? TraceOf(ConsumeContext? cause) =>
        cause is not null && cause.ReceiveContext.TryGetPayload<Delivery>(out var delivery) ? delivery.Trace : null;

    // Headers of MassTransit, which the serializer writes as metadata.
    protected static void Write(OutgoingTrace trace, SendHeaders headers)
    {
        headers.Set(DiagnosticHeaders.ActivityId, trace.Traceparent);
        if (trace.Tracestate is { } tracestate)
            headers.Set("tracestate", tracestate);
        if (trace.Baggage is { } baggage)
            headers.Set("baggage", baggage);
    }

    /// <summary>
    /// The outbox of the message's scope, and when a scheduled message is due. Without an outbox, EventBridge Scheduler keeps scheduled messages, if
    /// it is configured.
    /// </summary>
    /// <exception cref="NotSupportedException">Nothing can keep the message until it is due.</exception>
    protected (IOutbox? Outbox, DateTimeOffset? ScheduledAt) FindOutbox(SendContext message)
    {
        var outbox = FindOutbox(message, Host);
        if (message.Delay is not { } delay || delay <= TimeSpan.Zero)
            return (outbox, null);

        outbox ??= Host.Clients.Scheduler;
        return outbox is { CanSchedule: true } ? (outbox, Host.Settings.TimeProvider.GetUtcNow() + delay) : throw OutboxScheduler.Refusal();
    }

    /// <summary>The outbox of the scope of a context; null if there is none.</summary>
    internal static IOutbox? FindOutbox(PipeContext context, EventBridgeHostConfiguration host)
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

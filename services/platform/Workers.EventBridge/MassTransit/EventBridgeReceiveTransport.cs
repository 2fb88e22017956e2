using MassTransit;
using MassTransit.Transports;

namespace Workers.EventBridge.MassTransit;

internal sealed class EventBridgeReceiveTransport(
    EventBridgeReceiveEndpointContext context,
    EventBridgeReceiveEndpointConfiguration endpoint,
    EventBridgeHostConfiguration host) : IReceiveTransport
{
    public void Probe(ProbeContext probe) =>
        probe.CreateScope("receiveTransport").Set(
            new { Type = "EventBridge/SQS", endpoint.QueueName, endpoint.Places, endpoint.Concurrency });

    // MassTransit publishes through the bus endpoint; it has no queue.
    public ReceiveTransportHandle Start() => endpoint.IsBusEndpoint ? new PublishOnly(context) : new ReceiverAgent(context, endpoint, host);

    public ConnectHandle ConnectReceiveObserver(IReceiveObserver observer) => context.ConnectReceiveObserver(observer);

    public ConnectHandle ConnectReceiveTransportObserver(IReceiveTransportObserver observer) =>
        context.ConnectReceiveTransportObserver(observer);

    public ConnectHandle ConnectPublishObserver(IPublishObserver observer) => context.ConnectPublishObserver(observer);

    public ConnectHandle ConnectSendObserver(ISendObserver observer) => context.ConnectSendObserver(observer);

    private sealed class PublishOnly : ReceiveTransportHandle
    {
        public PublishOnly(EventBridgeReceiveEndpointContext context) =>
            _ = Task.Run(() => context.TransportObservers.NotifyReady(context.InputAddress));

        public Task Stop(CancellationToken cancellationToken = default) => Task.CompletedTask;
    }
}

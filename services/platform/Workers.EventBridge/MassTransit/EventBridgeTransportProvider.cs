using MassTransit;
using MassTransit.Middleware;
using MassTransit.Transports;

namespace Workers.EventBridge.MassTransit;

internal sealed class EventBridgeTransportProvider(
    EventBridgeHostConfiguration host, ReceiveEndpointContext endpoint) : ISendTransportProvider, IPublishTransportProvider
{
    public Uri NormalizeAddress(Uri address) => EventBridgeAddress.Normalize(host.HostAddress, address, host.Settings.QueuePrefix);

    public Task<ISendTransport> GetPublishTransport<T>(Uri? publishAddress)
        where T : class =>
        Transport(new EventBridgeSendTransportContext(host, endpoint, host.Types.NameOf(typeof(T))));

    public Task<ISendTransport> GetSendTransport(Uri address)
    {
        if (EventBridgeAddress.TryGetQueue(host.HostAddress, address, out var queue))
            return Transport(new SqsSendTransportContext(host, endpoint, queue));
        if (EventBridgeAddress.TryGetEvent(host.HostAddress, address, out var name))
            return Transport(new EventBridgeSendTransportContext(host, endpoint, name) { IsByAddress = true });
        if (EventBridgeAddress.IsQueue(address))
            return Transport(new SqsSendTransportContext(host, endpoint, address.OriginalString));
        throw new NotSupportedException(
            $"Send to {address} is not supported: the bus '{host.Settings.ShortBusName}' sends to queue:NAME, and to the publish addresses of its own events. Publish an event, and let a rule route it.");
    }

    private static Task<ISendTransport> Transport(SendTransportContext<PipeContext> context) =>
        Task.FromResult<ISendTransport>(new SendTransport<PipeContext>(context));
}

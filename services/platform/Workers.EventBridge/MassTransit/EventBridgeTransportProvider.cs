using MassTransit;
using MassTransit.Middleware;
using MassTransit.Transports;

namespace Workers.EventBridge.MassTransit;

internal sealed class EventBridgeTransportProvider(
    EventBridgeHostConfiguration host, ReceiveEndpointContext endpoint) : ISendTransportProvider, IPublishTransportProvider
{
    public Uri NormalizeAddress(Uri address) => address;

    public Task<ISendTransport> GetPublishTransport<T>(Uri? publishAddress)
        where T : class =>
        Task.FromResult<ISendTransport>(
            new SendTransport<PipeContext>(new EventBridgeSendTransportContext(host, endpoint, host.Types.NameOf(typeof(T)))));

    public Task<ISendTransport> GetSendTransport(Uri address) => throw new NotSupportedException(
        $"Send to {address} is not supported: on EventBridge a sender does not know its receivers. Publish an event, and let a rule route it.");
}

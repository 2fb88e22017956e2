using MassTransit.Transports;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.MassTransit;

/// <summary>Calls MassTransit's consumers: dispatches each delivery to the receive pipe of its endpoint.</summary>
internal sealed class ReceivePipe(IReceivePipeDispatcher dispatcher, EventBridgeReceiveEndpointContext endpoint) : IDeliveryHandler
{
    public async Task HandleAsync(Delivery delivery, MessageSettlement settlement)
    {
        using var received = new SqsReceiveContext(delivery, endpoint);
        await dispatcher.Dispatch(received, new SqsReceiveLockContext(delivery, settlement)).ConfigureAwait(false);
    }
}

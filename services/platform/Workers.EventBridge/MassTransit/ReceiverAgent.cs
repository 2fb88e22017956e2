using MassTransit;
using MassTransit.Middleware;
using MassTransit.Transports;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.MassTransit;

/// <summary>The receive engine of an endpoint, as MassTransit starts and stops it.</summary>
internal sealed class ReceiverAgent : Agent, ReceiveTransportHandle
{
    private readonly EventBridgeReceiveEndpointContext _context;
    private readonly IReceivePipeDispatcher _dispatcher;
    private readonly Receiver _receiver;

    public ReceiverAgent(
        EventBridgeReceiveEndpointContext context, EventBridgeReceiveEndpointConfiguration endpoint, EventBridgeHostConfiguration host)
    {
        _context = context;
        _dispatcher = context.CreateReceivePipeDispatcher();
        var deliveries = new Deliveries(host.Types, endpoint.Bodies, host.Settings, context.LogContext.CreateLogContext(Deliveries.Category).Logger);
        _receiver = new Receiver(
            endpoint,
            host.Settings,
            host.Clients,
            new ReceivePipe(_dispatcher, context),
            deliveries,
            new TransportObserver(context),
            new TransportLog(context.LogContext.Logger),
            context.DependenciesReady);
        SetReady(_receiver.Found);
    }

    Task ReceiveTransportHandle.Stop(CancellationToken cancellationToken) => this.Stop("Stop Receive Transport", cancellationToken);

    protected override Task StopAgent(StopContext context)
    {
        SetCompleted(StopAsync(context.CancellationToken));
        return Completed;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        await _receiver.StopAsync(_context.ConsumerStopTimeout, cancellationToken).ConfigureAwait(false);
        await _context.TransportObservers.NotifyCompleted(_context.InputAddress, _dispatcher.GetMetrics()).ConfigureAwait(false);
    }

    /// <summary>Reports the endpoint's state to MassTransit's observers, and so to its health checks.</summary>
    private sealed class TransportObserver(EventBridgeReceiveEndpointContext context) : IReceiveStatusObserver
    {
        public Task ReadyAsync() => context.TransportObservers.NotifyReady(context.InputAddress);

        public Task FaultedAsync(string reason, Exception? cause) => context.TransportObservers.NotifyFaulted(
            context.InputAddress, cause is null ? new ConnectionException(reason) : new ConnectionException(reason, cause));
    }
}

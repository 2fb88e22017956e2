using MassTransit;
using MassTransit.Middleware;
using MassTransit.Transports;
using Workers.EventBridge.Configuration;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Receives for one endpoint, from its start to its stop: finds the queue and receives from it, again when that ended too early.
/// </summary>
internal sealed class Receiver : Agent, ReceiveTransportHandle
{
    private readonly EventBridgeReceiveEndpointContext _context;
    private readonly EventBridgeReceiveEndpointConfiguration _endpoint;
    private readonly EventBridgeHostConfiguration _host;
    private readonly IReceivePipeDispatcher _dispatcher;
    private readonly EndpointHealth _health;
    private readonly CancellationToken _stopping;
    private readonly Task _running;
    private volatile ReceiveSession? _session;

    public Receiver(
        EventBridgeReceiveEndpointContext context, EventBridgeReceiveEndpointConfiguration endpoint, EventBridgeHostConfiguration host)
    {
        _context = context;
        _endpoint = endpoint;
        _host = host;
        _dispatcher = context.CreateReceivePipeDispatcher();
        _health = new EndpointHealth(context, endpoint.QueueName, host.Settings.TimeProvider);

        // An agent makes its token when it is first asked for it: before anyone can stop it, or a stop could be missed.
        _stopping = Stopping;

        // What is current while the bus starts, such as a trace, is not what the messages belong to.
        using (ExecutionContext.SuppressFlow())
            _running = Task.Run(RunAsync);
    }

    Task ReceiveTransportHandle.Stop(CancellationToken cancellationToken) => this.Stop("Stop Receive Transport", cancellationToken);

    protected override Task StopAgent(StopContext context)
    {
        SetCompleted(StopAsync(context.CancellationToken));
        return Completed;
    }

    private async Task RunAsync()
    {
        LogContext.SetCurrentIfNull(_context.LogContext);
        for (var attempt = 0; await FindQueueAsync().ConfigureAwait(false) is { } queue; attempt++)
        {
            if (await ReceiveAsync(queue).ConfigureAwait(false) is not { } fault)
                return;
            await _health.FailedAsync(fault, attempt, _stopping).ConfigureAwait(false);
        }
    }

    /// <summary>Receives until stopped.</summary>
    /// <returns>Why it ended before, having given back what it held; null when it was stopped.</returns>
    private async Task<Exception?> ReceiveAsync(EndpointQueue queue)
    {
        try
        {
            using var session = new ReceiveSession(queue, _endpoint, _host, _context, _dispatcher, _health, _stopping);
            _session = session;
            SetReady();
            await _health.ReadyAsync().ConfigureAwait(false);
            return await session.RunAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            return error;
        }
    }

    /// <summary>Looks for the queue until it is there; null when stopped before.</summary>
    private async Task<EndpointQueue?> FindQueueAsync()
    {
        await _context.DependenciesReady.WaitAsync(_stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var attempt = 0; !_stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                return await EndpointQueue.FindAsync(_host.Clients.Sqs, _endpoint, _host.Settings, _stopping).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                if (!_stopping.IsCancellationRequested)
                    await _health.FailedAsync(error, attempt, _stopping).ConfigureAwait(false);
            }
        }

        return null;
    }

    private async Task StopAsync(CancellationToken cancellationToken)
    {
        LogContext.SetCurrentIfNull(_context.LogContext);
        using var consumersLate = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_context.ConsumerStopTimeout is { } timeout)
            consumersLate.CancelAfter(timeout);

        await _running.WaitAsync(consumersLate.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_running.IsCompleted)
        {
            TransportLog.Warning(
                "Consumers of {Queue} did not finish in time: they are cancelled, and their messages delivered again", _endpoint.QueueName);
            _session?.Queue.Renewer.CancelHandlers();
            await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _session?.Queue.Deletes.Abandon();
        }

        if (_running.Exception is { } error)
            TransportLog.Error(error, "Receiving from {Queue} ended early", _endpoint.QueueName);
        TransportLog.Info("Stopped receiving from {Queue}: {Finished} handled, {Returned} given back, {Left} left in hand",
            _endpoint.QueueName, _session?.Finished ?? 0, _session?.Returned ?? 0, _session?.Queue.Renewer.Count ?? 0);
        await _context.TransportObservers.NotifyCompleted(_context.InputAddress, _dispatcher.GetMetrics()).ConfigureAwait(false);
    }
}

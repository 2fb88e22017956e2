using Workers.EventBridge.Configuration;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Receives for one endpoint, from its start to its stop: finds the queue, receives from it, and restarts if that ends early.
/// </summary>
internal sealed class Receiver
{
    private readonly IReceiveSettings _endpoint;
    private readonly EventBridgeHostSettings _settings;
    private readonly AwsClients _clients;
    private readonly IDeliveryHandler _handler;
    private readonly Deliveries _deliveries;
    private readonly TransportLog _log;
    private readonly EndpointHealth _health;
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _found = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _running;
    private volatile ReceiveSession? _session;

    /// <summary>Starts receiving.</summary>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="settings">The bus and its clock.</param>
    /// <param name="clients">The bus's AWS clients.</param>
    /// <param name="handler">Calls the consumers.</param>
    /// <param name="deliveries">Spans, metrics and log lines of each message.</param>
    /// <param name="observer">Is notified when the endpoint becomes ready or faulted.</param>
    /// <param name="log">The log of the receive loops.</param>
    /// <param name="dependenciesReady">Receiving starts when this task completes.</param>
    public Receiver(
        IReceiveSettings endpoint,
        EventBridgeHostSettings settings,
        AwsClients clients,
        IDeliveryHandler handler,
        Deliveries deliveries,
        IReceiveStatusObserver observer,
        TransportLog log,
        Task dependenciesReady)
    {
        (_endpoint, _settings, _clients, _handler, _deliveries, _log) = (endpoint, settings, clients, handler, deliveries, log);
        _health = new EndpointHealth(observer, endpoint.QueueName, log, settings.TimeProvider);

        // Ambient state of the bus start, such as a trace, does not belong to the messages.
        using (ExecutionContext.SuppressFlow())
            _running = Task.Run(() => RunAsync(dependenciesReady));
    }

    /// <summary>Completes when the queue was found.</summary>
    public Task Found => _found.Task;

    /// <summary>Stops receiving, returns messages that were not started, and waits for the consumers.</summary>
    /// <param name="consumerTimeout">
    /// After this time the consumers are cancelled, and their messages redelivered; null for no limit.
    /// </param>
    /// <param name="cancellationToken">Cancels the consumers at once, and ends the wait for them.</param>
    public async Task StopAsync(TimeSpan? consumerTimeout, CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        using var consumersLate = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (consumerTimeout is { } timeout)
            consumersLate.CancelAfter(timeout);

        await _running.WaitAsync(consumersLate.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!_running.IsCompleted)
        {
            _log.Warning(
                "Consumers of {Queue} did not finish in time: they are cancelled, and their messages will be redelivered", _endpoint.QueueName);
            _session?.Queue.Renewer.CancelHandlers();
            await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _session?.Queue.Deletes.Abandon();
        }

        if (_running.Exception is { } error)
            _log.Error(error, "Receiving from {Queue} ended early", _endpoint.QueueName);
        _log.Info(
            "Stopped receiving from {Queue}: {Finished} handled, {Returned} returned, {Left} left in flight",
            _endpoint.QueueName,
            _session?.Finished ?? 0,
            _session?.Returned ?? 0,
            _session?.Queue.Renewer.Count ?? 0);
    }

    private async Task RunAsync(Task dependenciesReady)
    {
        await dependenciesReady.WaitAsync(_stopping.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        for (var attempt = 0; await FindQueueAsync().ConfigureAwait(false) is { } queue; attempt++)
        {
            if (await ReceiveAsync(queue).ConfigureAwait(false) is not { } fault)
                return;
            await _health.FailedAsync(fault, attempt, _stopping.Token).ConfigureAwait(false);
        }
    }

    /// <summary>Receives until stopped.</summary>
    /// <returns>Why it ended early, after returning its messages; null if it was stopped.</returns>
    private async Task<Exception?> ReceiveAsync(EndpointQueue queue)
    {
        try
        {
            using var session = new ReceiveSession(
                queue, _endpoint, _handler, _deliveries, _health, _settings.TimeProvider, _stopping.Token);
            _session = session;
            _found.TrySetResult();
            await _health.ReadyAsync().ConfigureAwait(false);
            return await session.RunAsync().ConfigureAwait(false);
        }
        catch (Exception error)
        {
            return error;
        }
    }

    /// <summary>Looks for the queue until it exists; null if stopped before.</summary>
    private async Task<EndpointQueue?> FindQueueAsync()
    {
        for (var attempt = 0; !_stopping.IsCancellationRequested; attempt++)
        {
            try
            {
                return await EndpointQueue.FindAsync(
                    _clients.SqsOf(_endpoint.Queue.Region), _endpoint, _settings, _log, _stopping.Token).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                if (!_stopping.IsCancellationRequested)
                    await _health.FailedAsync(error, attempt, _stopping.Token).ConfigureAwait(false);
            }
        }

        return null;
    }
}

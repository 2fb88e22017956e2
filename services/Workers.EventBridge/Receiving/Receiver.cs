using MassTransit;
using MassTransit.Middleware;
using MassTransit.Transports;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Receives for one endpoint, from its start to its stop: finds the queue, lets polls fill a prefetch buffer and handlers empty
/// it, and brings all that was begun to its end.
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
    private EndpointQueue? _queue;
    private MessageDispatcher? _messages;
    private MessageReturns? _returns;

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
        if (await FindQueueAsync().ConfigureAwait(false) is not { } queue)
            return;

        var buffer = new PrefetchBuffer(new PrefetchLimiter(_endpoint.Places, _endpoint.PollBatch));
        var poller = new Poller(queue.Sqs, queue.Queue, _endpoint.VisibilityTimeout, _host.Settings.TimeProvider);
        _queue = queue;
        var intake = new Intake(queue, buffer, _returns = new MessageReturns(queue));
        var deliveries = new Deliveries(_host.Types, _host.Settings, _context.LogContext);
        var messages = new MessageDispatcher(queue, buffer, _returns, _context, _dispatcher, deliveries, _stopping);
        _messages = messages;
        var backlog = new BacklogWatch(queue.Sqs, queue.Queue, _endpoint.BacklogInterval, _host.Settings.TimeProvider);
        using var measuring = EndpointGauges.Measure(new EndpointGauge(
            queue.Queue.Name, _endpoint.Places, () => queue.Renewer.Count, () => buffer.Count, () => backlog.Latest));
        SetReady();
        await _health.ReadyAsync().ConfigureAwait(false);

        using var renewing = new CancellationTokenSource();
        var renewed = queue.Renewer.RunAsync(renewing.Token);
        var handled = messages.RunAsync(_endpoint.Concurrency);
        var polling = new Polling(
            queue.Gate, queue.Isolation, poller, intake, _health, _endpoint.Polls, _endpoint.WaitTimeSeconds, _stopping);
        var probing = new HalfOpenProbe(
            queue,
            poller,
            polling,
            intake,
            messages,
            _health,
            _endpoint.WaitTimeSeconds,
            _host.Settings.TimeProvider,
            _stopping);
        var received = Task.WhenAll(polling.RunAsync(), probing.RunAsync(), backlog.RunAsync(_stopping));

        await Task.Delay(Timeout.Infinite, _stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await polling.QuietAsync().ConfigureAwait(false);
        await received.ConfigureAwait(false);
        buffer.Complete();
        await messages.ReturnAllAsync().ConfigureAwait(false);
        await messages.ReturnDeferredAsync().ConfigureAwait(false);
        await handled.ConfigureAwait(false);

        // What failed since, while receiving was paused.
        await messages.ReturnDeferredAsync().ConfigureAwait(false);
        await queue.Deletes.FlushAsync().ConfigureAwait(false);
        await renewing.CancelAsync().ConfigureAwait(false);
        await renewed.ConfigureAwait(false);
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
            LogContext.Warning?.Log(
                "Consumers of {Queue} did not finish in time: they are cancelled, and their messages delivered again", _endpoint.QueueName);
            _queue?.Renewer.CancelHandlers();
            await _running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _queue?.Deletes.Abandon();
        }

        if (_running.Exception is { } error)
            LogContext.Error?.Log(error, "Receiving from {Queue} ended early", _endpoint.QueueName);
        LogContext.Info?.Log("Stopped receiving from {Queue}: {Finished} handled, {Returned} given back, {Left} left in hand",
            _endpoint.QueueName, _messages?.Finished ?? 0, _returns?.Count ?? 0, _queue?.Renewer.Count ?? 0);
        await _context.TransportObservers.NotifyCompleted(_context.InputAddress, _dispatcher.GetMetrics()).ConfigureAwait(false);
    }
}

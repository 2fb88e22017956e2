using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Receives from a queue that was found: polls fill a prefetch buffer, handlers empty it. Ends with the stop, or when one of its loops
/// ends; in either case it returns the messages that it holds, and completes the running ones.
/// </summary>
internal sealed class ReceiveSession : IDisposable
{
    private readonly CancellationTokenSource _ending;
    private readonly PrefetchBuffer _buffer;
    private readonly MessageReturns _returns;
    private readonly MessageDispatcher _messages;
    private readonly PollingLoop _polling;
    private readonly HalfOpenProbe _probing;
    private readonly PauseWatch _pause;
    private readonly BacklogWatch _backlog;
    private readonly IReceiveSettings _endpoint;
    private readonly EndpointHealth _health;

    public ReceiveSession(
        EndpointQueue queue,
        IReceiveSettings endpoint,
        IDeliveryHandler handler,
        Deliveries deliveries,
        EndpointHealth health,
        TimeProvider time,
        CancellationToken stopping)
    {
        Queue = queue;
        (_endpoint, _health) = (endpoint, health);
        _ending = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _buffer = new PrefetchBuffer(new PrefetchLimiter(endpoint.Places, endpoint.PollBatch), queue.Groups);
        _returns = new MessageReturns(queue);
        _backlog = new BacklogWatch(queue, endpoint.BacklogInterval, time);
        var poller = new SqsPoller(queue.Sqs, queue.Queue, endpoint.VisibilityTimeout, time, queue.Log);
        var intake = new PrefetchPump(queue, _buffer, _returns);
        _messages = new MessageDispatcher(queue, _buffer, _returns, handler, deliveries, time, _ending.Token);
        _polling = new PollingLoop(
            queue, poller, intake, health, endpoint.Polls, endpoint.WaitTimeSeconds, _ending.Token);
        _pause = new PauseWatch(queue, _polling, _messages, time, _ending.Token);
        _probing = new HalfOpenProbe(
            queue, poller, _polling, intake, _messages, health, endpoint.WaitTimeSeconds, time, _ending.Token);
    }

    public EndpointQueue Queue { get; }

    /// <summary>Messages whose consumers have ended, with any outcome.</summary>
    public long Finished => _messages.Finished;

    /// <summary>Number of returned messages.</summary>
    public long Returned => _returns.Count;

    /// <summary>Receives until stopped.</summary>
    /// <returns>Why it ended early; null if it was stopped.</returns>
    public async Task<Exception?> RunAsync()
    {
        using var measuring = EndpointGauges.Measure(new EndpointGauge(
            Queue.Queue.Name, _endpoint.Places, () => Queue.Renewer.Count, () => _buffer.Count, () => _backlog.Latest));
        using var renewing = new CancellationTokenSource();
        var renewed = Queue.Renewer.RunAsync(renewing.Token);
        Task[] handled = [.. _messages.Run(_endpoint.Concurrency)];
        Task[] received = [.. _polling.Run(), _probing.RunAsync(), _pause.RunAsync()];
        Task[] watched = [_backlog.RunAsync(_ending.Token), Queue.RefreshAsync(_ending.Token)];

        var fault = await Supervision.WatchAsync([renewed, .. Queue.Deletes.Loops, .. handled, .. received], _ending.Token).ConfigureAwait(false);
        if (fault is not null)
            await _health.EndedAsync(fault).ConfigureAwait(false);
        await _ending.CancelAsync().ConfigureAwait(false);
        await _polling.QuietAsync().ConfigureAwait(false);
        await EndAsync([.. received, .. watched]).ConfigureAwait(false);
        _buffer.Complete();
        await _messages.ReturnAllAsync().ConfigureAwait(false);
        await _messages.ReturnDeferredAsync().ConfigureAwait(false);
        await EndAsync(handled).ConfigureAwait(false);

        // Those that failed since then, while the circuit was open.
        await _messages.ReturnDeferredAsync().ConfigureAwait(false);
        await EndAsync(Queue.Deletes.FlushAsync()).ConfigureAwait(false);
        await renewing.CancelAsync().ConfigureAwait(false);
        await EndAsync(renewed).ConfigureAwait(false);
        return fault;
    }

    public void Dispose() => _ending.Dispose();

    // A failed loop must not keep the others from ending.
    private static async Task EndAsync(params IReadOnlyList<Task> loops) =>
        await Task.WhenAll(loops).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

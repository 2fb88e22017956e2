namespace Workers.EventBridge.Publishing;

/// <summary>
/// Decides when events leave, by Nagle's rule: a full batch leaves at once, up to the limit of concurrent calls. A partial one leaves at
/// once when no call is under way; else it waits until it is full, until the last call ends, or for a few milliseconds, so that a call
/// that hangs delays nobody. A lone event never waits, and many publishers need a tenth of the calls.
/// </summary>
internal sealed class EventCoalescer : IDisposable
{
    /// <summary>Below the round trip to EventBridge: what an event waits here is not much of what it waits anyway.</summary>
    public static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(5);

    private readonly Lock _lock = new();
    private readonly Queue<EventBatch> _full = new();
    private readonly HashSet<EventBatch> _underWay = [];
    private readonly PutEventsSender _sender;
    private readonly PublisherOptions _options;
    private readonly TimeProvider _time;
    private readonly Action<int> _leave;
    private readonly ITimer _timer;
    private EventBatch _partial = new();
    private long _partialSince;
    private bool _isTimerSet;
    private bool _isDisposed;

    /// <param name="sender">Sends batches.</param>
    /// <param name="options">The limits.</param>
    /// <param name="time">The clock.</param>
    /// <param name="leave">Hears how many events have left.</param>
    public EventCoalescer(PutEventsSender sender, PublisherOptions options, TimeProvider time, Action<int> leave)
    {
        (_sender, _options, _time, _leave) = (sender, options, time, leave);

        // What is current where the first event is published, such as its trace, does not belong to those that follow.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(_ => OnTimer(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>All that waits or is under way.</summary>
    public IReadOnlyList<PendingEvent> Pending
    {
        get
        {
            lock (_lock)
                return [.. _underWay.Concat(_full).Append(_partial).SelectMany(batch => batch.Events)];
        }
    }

    /// <summary>Has an event sent, in a call with others.</summary>
    public void Add(PendingEvent pending)
    {
        lock (_lock)
        {
            if (!_partial.Fits(pending, _options.MaxSize))
                ClosePartial();
            if (_partial.Events.Count == 0)
                _partialSince = _time.GetTimestamp();
            _partial.Add(pending);
            if (_partial.IsFull)
                ClosePartial();
            StartCalls();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            _timer.Dispose();
            StartCalls();
        }
    }

    private void ClosePartial()
    {
        _full.Enqueue(_partial);
        _partial = new EventBatch();
    }

    private void StartCalls()
    {
        while (_underWay.Count < _options.MaxCalls || _isDisposed)
        {
            if (_full.Count == 0 && _partial.Events.Count > 0 && (_underWay.Count == 0 || _isDisposed || PartialWait() <= TimeSpan.Zero))
                ClosePartial();
            if (!_full.TryDequeue(out var batch))
                break;
            _underWay.Add(batch);
            ThreadPool.UnsafeQueueUserWorkItem(static call => _ = call.Coalescer.SendAsync(call.Batch), (Coalescer: this, Batch: batch), preferLocal: false);
        }

        if (_partial.Events.Count > 0 && !_isTimerSet && _underWay.Count < _options.MaxCalls)
        {
            _isTimerSet = true;
            _timer.Change(PartialWait(), Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>How long the partial batch may still wait. The clock of timers is coarser than that of timestamps, so in whole milliseconds.</summary>
    private TimeSpan PartialWait() =>
        TimeSpan.FromMilliseconds(Math.Max(0, Math.Ceiling((LongestWait - _time.GetElapsedTime(_partialSince)).TotalMilliseconds)));

    private void OnTimer()
    {
        lock (_lock)
        {
            _isTimerSet = false;
            StartCalls();
        }
    }

    private async Task SendAsync(EventBatch batch)
    {
        try
        {
            if (_isDisposed)
                batch.Events.ForEach(pending => pending.Refused(new ObjectDisposedException(nameof(IEventPublisher), EventPublisher.DisposedMessage)));
            else
                await _sender.SendAsync(batch.Events, _options.Disposing).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                _underWay.Remove(batch);
                StartCalls();
            }

            _leave(batch.Events.Count);
        }
    }
}

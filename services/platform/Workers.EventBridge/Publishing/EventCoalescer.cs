namespace Workers.EventBridge.Publishing;

/// <summary>
/// Decides when events are sent, by Nagle's rule: a full batch at once, up to the limit of concurrent calls. A partial batch is sent at
/// once if no call is running; else it waits until it is full, until the last call ends, or for a few milliseconds, so that a hanging call
/// delays nobody. So a lone publisher never waits, and many publishers need a tenth of the calls.
/// </summary>
internal sealed class EventCoalescer : IDisposable
{
    /// <summary>Less than the round trip to EventBridge, so the wait adds little.</summary>
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
    /// <param name="leave">Called with the number of events that have left.</param>
    public EventCoalescer(PutEventsSender sender, PublisherOptions options, TimeProvider time, Action<int> leave)
    {
        (_sender, _options, _time, _leave) = (sender, options, time, leave);

        // Ambient state of the first publish, such as its trace, does not belong to later events.
        using (ExecutionContext.SuppressFlow())
            _timer = time.CreateTimer(_ => OnTimer(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>All events that wait or are being sent.</summary>
    public IReadOnlyList<PendingEvent> Pending
    {
        get
        {
            lock (_lock)
                return [.. _underWay.Concat(_full).Append(_partial).SelectMany(batch => batch.Events)];
        }
    }

    /// <summary>Adds an event; it is sent together with others.</summary>
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

    /// <summary>Remaining wait of the partial batch, in whole milliseconds: timers are coarser than timestamps.</summary>
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

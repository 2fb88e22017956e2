namespace Workers.EventBridge.Receiving;

/// <summary>
/// Holds an endpoint's receiving back while something that its consumers need is down, so that an outage does not drain the queue
/// into its dead-letter queue. A circuit breaker, for example, holds and opens it. Set it as the endpoint's <c>Gate</c>; one gate belongs
/// to one endpoint. It also pauses receiving for other reasons, such as a drain.
/// </summary>
/// <param name="time">The clock; the system's by default.</param>
public sealed class ReceiveGate(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _pauseChanged = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset? _heldUntil;
    private bool _isPaused;

    /// <summary>Whether messages are received as usual.</summary>
    public bool IsOpen
    {
        get
        {
            lock (_lock)
                return _heldUntil is null;
        }
    }

    /// <summary>Whether receiving is paused by <see cref="Pause"/>.</summary>
    public bool IsPaused
    {
        get
        {
            lock (_lock)
                return _isPaused;
        }
    }

    /// <summary>
    /// Asked while it is held and the queue has no message to probe with: whether what was down answers. Then the gate opens. None by
    /// default: then it stays held until a message comes.
    /// </summary>
    public Func<CancellationToken, Task<bool>>? DependencyCheck { get; init; }

    /// <summary>Why it is held; null while it is open.</summary>
    public string? Reason { get; private set; }

    /// <summary>
    /// Receives nothing for so long, and gives back what was not started. Then one message at a time is let through as a probe,
    /// until the gate is opened or held again.
    /// </summary>
    /// <param name="duration">Until the first probe.</param>
    /// <param name="reason">For the log and for health, in a sentence.</param>
    public void Hold(TimeSpan duration, string reason)
    {
        lock (_lock)
        {
            _heldUntil = _time.GetUtcNow() + duration;
            Reason = reason;
            Change();
        }
    }

    /// <summary>Receives as usual.</summary>
    public void Open()
    {
        lock (_lock)
        {
            if (_heldUntil is null)
                return;
            _heldUntil = null;
            Reason = null;
            Change();
        }
    }

    /// <summary>
    /// Receives nothing, no probe either, and gives back what was not started, until <see cref="Resume"/>. What is in hand goes on as
    /// usual. The endpoint stays healthy.
    /// </summary>
    public void Pause() => SetPaused(true);

    /// <summary>Receives again, unless it is held.</summary>
    public void Resume() => SetPaused(false);

    /// <summary>Whether messages are received, and started, as usual.</summary>
    internal bool IsReceiving
    {
        get
        {
            lock (_lock)
                return _heldUntil is null && !_isPaused;
        }
    }

    /// <summary>When the first probe may go; null while it is open. The task ends when that is no longer true.</summary>
    internal (DateTimeOffset? HeldUntil, string? Reason, Task Changed) State
    {
        get
        {
            lock (_lock)
                return (_heldUntil, Reason, _changed.Task);
        }
    }

    /// <summary>Waits until receiving goes on as usual.</summary>
    internal async Task UntilReceivingAsync(CancellationToken cancellationToken)
    {
        while (!IsReceiving)
        {
            await UntilResumedAsync(cancellationToken).ConfigureAwait(false);
            if (State is { HeldUntil: not null } held)
                await held.Changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until it is paused.</summary>
    internal Task UntilPausedAsync(CancellationToken cancellationToken) => UntilAsync(isPaused: true, cancellationToken);

    /// <summary>Waits until it is not paused.</summary>
    internal Task UntilResumedAsync(CancellationToken cancellationToken) => UntilAsync(isPaused: false, cancellationToken);

    /// <summary>Waits until it is held.</summary>
    internal async Task UntilHeldAsync(CancellationToken cancellationToken)
    {
        while (State is { HeldUntil: null } open)
            await open.Changed.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private async Task UntilAsync(bool isPaused, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                if (_isPaused == isPaused)
                    return;
                changed = _pauseChanged.Task;
            }

            await changed.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    private void SetPaused(bool isPaused)
    {
        lock (_lock)
        {
            if (_isPaused == isPaused)
                return;
            _isPaused = isPaused;
            Change(ref _pauseChanged);
        }
    }

    private void Change() => Change(ref _changed);

    private static void Change(ref TaskCompletionSource changed)
    {
        var before = changed;
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        before.TrySetResult();
    }
}

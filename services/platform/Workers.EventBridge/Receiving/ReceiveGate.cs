namespace Workers.EventBridge.Receiving;

/// <summary>
/// Pauses an endpoint's receiving while a dependency of its consumers is down, so that an outage does not drain the queue into its
/// dead-letter queue. A circuit breaker, for example, holds and opens it. Set it as the endpoint's <c>Gate</c>; each endpoint needs its own
/// gate. It also pauses receiving for other reasons, such as a drain.
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

    /// <summary>Whether the gate is not held.</summary>
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
    /// Called while it is held and the queue has no message to probe with: returns whether the dependency answers. Then the gate opens.
    /// None by default: then it stays held until a message arrives.
    /// </summary>
    public Func<CancellationToken, Task<bool>>? DependencyCheck { get; init; }

    /// <summary>Why it is held; null if it is open.</summary>
    public string? Reason { get; private set; }

    /// <summary>
    /// Receives nothing for this time, and returns messages that were not started. Then one message at a time is handled as a probe, until
    /// the gate is opened or held again.
    /// </summary>
    /// <param name="duration">Time until the first probe.</param>
    /// <param name="reason">Reason for the log and health, in a sentence.</param>
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
    /// Receives nothing, not even a probe, and returns messages that were not started, until <see cref="Resume"/>. Running consumers
    /// continue. The endpoint stays healthy.
    /// </summary>
    public void Pause() => SetPaused(true);

    /// <summary>Receives again, unless it is held.</summary>
    public void Resume() => SetPaused(false);

    /// <summary>Whether messages are received and started as usual.</summary>
    internal bool IsReceiving
    {
        get
        {
            lock (_lock)
                return _heldUntil is null && !_isPaused;
        }
    }

    /// <summary>When the first probe may start; null while it is open. The task completes when that changes.</summary>
    internal (DateTimeOffset? HeldUntil, string? Reason, Task Changed) State
    {
        get
        {
            lock (_lock)
                return (_heldUntil, Reason, _changed.Task);
        }
    }

    /// <summary>Waits until receiving is neither held nor paused.</summary>
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

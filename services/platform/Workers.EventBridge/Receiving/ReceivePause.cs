namespace Workers.EventBridge.Receiving;

/// <summary>
/// Pauses a receive endpoint, for example to drain a worker before a deployment. Running consumers continue, and the endpoint stays healthy.
/// Set it as the endpoint's <c>Pause</c>; each endpoint needs its own. An outage of a dependency is the matter of <see cref="ReceiveCircuit"/>.
/// </summary>
public sealed class ReceivePause
{
    private readonly Lock _lock = new();
    private ChangeSignal _changed = new();
    private bool _isPaused;

    /// <summary>Whether receiving is paused.</summary>
    public bool IsPaused => State.IsPaused;

    /// <summary>
    /// Receives nothing, not even a probe, and returns messages that were not started, until <see cref="Resume"/>.
    /// </summary>
    public void Pause() => Set(isPaused: true);

    /// <summary>Receives again, unless the endpoint's circuit is open.</summary>
    public void Resume() => Set(isPaused: false);

    /// <summary>Waits until it is paused.</summary>
    internal Task UntilPausedAsync(CancellationToken cancellationToken) => UntilAsync(isPaused: true, cancellationToken);

    /// <summary>Waits until it is not paused.</summary>
    internal Task UntilResumedAsync(CancellationToken cancellationToken) => UntilAsync(isPaused: false, cancellationToken);

    private (bool IsPaused, Task Changed) State
    {
        get
        {
            lock (_lock)
                return (_isPaused, _changed.Task);
        }
    }

    private async Task UntilAsync(bool isPaused, CancellationToken cancellationToken)
    {
        while (State is var state && state.IsPaused != isPaused)
            await state.Changed.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Set(bool isPaused)
    {
        lock (_lock)
        {
            if (_isPaused == isPaused)
                return;
            _isPaused = isPaused;
            _changed = _changed.Next();
        }
    }
}

namespace Workers.EventBridge.Receiving;

/// <summary>
/// The circuit of a receive endpoint. While it is open, nothing is received, so that an outage of a dependency does not drain the queue into
/// its dead-letter queue. A circuit breaker around the consumers opens and closes it. Set it as the endpoint's <c>Circuit</c>; each endpoint
/// needs its own.
/// </summary>
/// <param name="time">The clock; the system's by default.</param>
public sealed class ReceiveCircuit(TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;
    private readonly Lock _lock = new();
    private DateTimeOffset? _openUntil;
    private string? _reason;
    private ChangeSignal _changed = new();

    /// <summary>Whether it is open: nothing is received, except a probe after the break.</summary>
    public bool IsOpen => State.Until is not null;

    /// <summary>Why it is open; null while it is closed.</summary>
    public string? Reason => State.Reason;

    /// <summary>
    /// Called after the break if the queue has no message to probe with: returns whether the dependency answers. Then the circuit closes.
    /// None by default: then it stays open until a message arrives.
    /// </summary>
    public Func<CancellationToken, Task<bool>>? DependencyCheck { get; init; }

    /// <summary>
    /// Opens it, or extends the break: nothing is received for this time, and messages that were not started are returned. Then one message
    /// at a time is handled as a probe, until the circuit is closed or opened again.
    /// </summary>
    /// <param name="breakDuration">Time until the first probe.</param>
    /// <param name="reason">Reason for the log and health, in a sentence.</param>
    public void Open(TimeSpan breakDuration, string reason) => Set(_time.GetUtcNow() + breakDuration, reason);

    /// <summary>Closes it: messages are received as usual.</summary>
    public void Close() => Set(openUntil: null, reason: null);

    /// <summary>When the first probe may start; null while it is closed. The task completes when that changes.</summary>
    internal (DateTimeOffset? Until, string? Reason, Task Changed) State
    {
        get
        {
            lock (_lock)
                return (_openUntil, _reason, _changed.Task);
        }
    }

    /// <summary>Waits until it is open.</summary>
    internal async Task UntilOpenAsync(CancellationToken cancellationToken)
    {
        while (State is { Until: null } closed)
            await closed.Changed.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Waits until it is closed.</summary>
    internal async Task UntilClosedAsync(CancellationToken cancellationToken)
    {
        while (State is { Until: not null } open)
            await open.Changed.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void Set(DateTimeOffset? openUntil, string? reason)
    {
        lock (_lock)
        {
            if (openUntil is null && _openUntil is null)
                return;
            (_openUntil, _reason) = (openUntil, reason);
            _changed = _changed.Next();
        }
    }
}

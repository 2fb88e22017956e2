namespace Workers.EventBridge.Receiving;

/// <summary>
/// Keeps a message that ends the process from taking others along. What was received often and did not fail here may be such a message,
/// or lay beside one each time: suspects are handled one at a time, and nothing is received meanwhile. The other suspects are given back
/// first, so that they are visible, and get done, while the one that ended the process is still invisible.
/// </summary>
/// <param name="threshold">Receives above which a message is a suspect; null isolates none.</param>
/// <param name="failures">Messages that failed here are no suspects: the process outlived them.</param>
/// <param name="memory">For how long after a suspect messages are received one at a time.</param>
/// <param name="time">The clock.</param>
internal sealed class CrashIsolation(Func<int?> threshold, FailureHistory failures, TimeSpan memory, TimeProvider time)
{
    private readonly SemaphoreSlim _suspect = new(1);
    private long _lastSuspect;
    private volatile bool _sawSuspect;

    /// <summary>Whether messages are received one at a time.</summary>
    public bool IsOn => _sawSuspect && time.GetElapsedTime(Interlocked.Read(ref _lastSuspect)) < memory;

    public bool IsSuspect(InFlightMessage message) =>
        message.ReceiveCount > threshold() && !message.IsProbe && failures.CountOf(message.Message.MessageId) == 0;

    /// <summary>Takes the turn for a suspect, unless another one has it.</summary>
    public bool TryBegin(InFlightMessage message) => _suspect.Wait(0) && Begin(message);

    /// <summary>Takes the turn for a suspect when no other one has it any more.</summary>
    public async Task BeginAsync(InFlightMessage message)
    {
        await _suspect.WaitAsync().ConfigureAwait(false);
        Begin(message);
    }

    /// <summary>The suspect was handled, and the process is still there; or it was given back.</summary>
    public void End()
    {
        Interlocked.Exchange(ref _lastSuspect, time.GetTimestamp());
        _suspect.Release();
    }

    /// <summary>Waits until no suspect is handled.</summary>
    public async Task UntilNoneAsync(CancellationToken cancellationToken)
    {
        await _suspect.WaitAsync(cancellationToken).ConfigureAwait(false);
        _suspect.Release();
    }

    private bool Begin(InFlightMessage message)
    {
        message.Isolation = this;
        Interlocked.Exchange(ref _lastSuspect, time.GetTimestamp());
        return _sawSuspect = true;
    }
}

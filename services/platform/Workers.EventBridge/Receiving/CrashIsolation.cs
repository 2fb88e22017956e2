namespace Workers.EventBridge.Receiving;

/// <summary>
/// Protects other messages from a message that crashes the process. A suspect is a message that was received often and did not fail here:
/// it may crash the process, or was in flight each time when another one did. Suspects are handled one at a time, and nothing is received
/// meanwhile. The other suspects are returned first, so that they are visible and handled while the message that crashed the process is
/// still invisible.
/// </summary>
/// <param name="threshold">Receive count above which a message is a suspect; null isolates none.</param>
/// <param name="failures">Messages that failed here are not suspects: the process survived them.</param>
/// <param name="memory">Time after a suspect during which messages are received one at a time.</param>
/// <param name="time">The clock.</param>
internal sealed class CrashIsolation(Func<int?> threshold, FailureHistory failures, TimeSpan memory, TimeProvider time)
{
    private readonly SemaphoreSlim _suspect = new(1);
    private long _lastSuspect;
    private volatile bool _sawSuspect;

    /// <summary>Whether messages are received one at a time.</summary>
    public bool IsOn => _sawSuspect && time.GetElapsedTime(Interlocked.Read(ref _lastSuspect)) < memory;

    public bool IsSuspect(InFlightMessage message) =>
        message.ReceiveCount > threshold() && !message.IsProbe && !failures.Knows(message.Message.MessageId);

    /// <summary>Starts a suspect's turn, unless another suspect is being handled.</summary>
    public bool TryBegin(InFlightMessage message) => _suspect.Wait(0) && Begin(message);

    /// <summary>Starts a suspect's turn when no other suspect is being handled.</summary>
    public async Task BeginAsync(InFlightMessage message)
    {
        await _suspect.WaitAsync().ConfigureAwait(false);
        Begin(message);
    }

    /// <summary>Ends a suspect's turn: it was handled without a crash, or was returned.</summary>
    public void End()
    {
        Interlocked.Exchange(ref _lastSuspect, time.GetTimestamp());
        _suspect.Release();
    }

    /// <summary>Waits until no suspect is being handled.</summary>
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

namespace Workers.Hosting.Store;

/// <summary>A row of the outbox that this process is publishing.</summary>
internal sealed class OutboxPublication(OutboxEntry entry, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private bool _isDisposed;

    public OutboxEntry Entry => entry;

    /// <summary>The exception; null if it is published, or still running.</summary>
    public Exception? Error { get; set; }

    /// <summary>Whether another process has taken the row.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Cancelled when this process should not publish it any more.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>Cancels it if it is not sent yet.</summary>
    public void Lose()
    {
        lock (_end)
        {
            if (_isDisposed)
                return;
            IsLost = true;
            _ = _end.CancelAsync();
        }
    }

    public void Dispose()
    {
        lock (_end)
        {
            _isDisposed = true;
            _end.Dispose();
        }
    }
}

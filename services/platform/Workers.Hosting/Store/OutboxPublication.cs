namespace Workers.Hosting.Store;

/// <summary>A row of the outbox that this process publishes now.</summary>
internal sealed class OutboxPublication(OutboxEntry entry, CancellationToken stopping) : IDisposable
{
    private readonly CancellationTokenSource _end = CancellationTokenSource.CreateLinkedTokenSource(stopping);
    private bool _isDisposed;

    public OutboxEntry Entry => entry;

    /// <summary>What was wrong; null when it is published, or under way.</summary>
    public Exception? Error { get; set; }

    /// <summary>Whether another process has the row now.</summary>
    public bool IsLost { get; private set; }

    /// <summary>Cancelled when it need not be published any more, by this process.</summary>
    public CancellationToken Ended => _end.Token;

    /// <summary>Takes back what is not sent yet.</summary>
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

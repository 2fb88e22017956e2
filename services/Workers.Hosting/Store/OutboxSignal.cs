namespace Workers.Hosting.Store;

/// <summary>Wakes the dispatcher when something was committed to the outbox.</summary>
internal sealed class OutboxSignal
{
    private readonly SemaphoreSlim _signal = new(0, 1);

    public void Set()
    {
        // One pending wake-up is enough: the dispatcher takes all there is.
        lock (_signal)
        {
            if (_signal.CurrentCount == 0)
                _signal.Release();
        }
    }

    public Task WaitAsync(TimeSpan atMost, CancellationToken cancellationToken) => _signal.WaitAsync(atMost, cancellationToken);
}

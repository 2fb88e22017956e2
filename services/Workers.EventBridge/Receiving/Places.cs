namespace Workers.EventBridge.Receiving;

/// <summary>
/// The places of the prefetch buffer: as many messages as may be in hand, waiting or running. A poll takes ten at once, or waits
/// for them: polling for single places would cost ten times the calls.
/// </summary>
internal sealed class Places(int count)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private int _free = count;

    /// <summary>Takes so many places, in the order of asking.</summary>
    public async ValueTask TakeAsync(int wanted, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_waiters.Count == 0 && _free >= wanted)
            {
                _free -= wanted;
                return;
            }

            waiter = new Waiter(wanted);
            _waiters.AddLast(waiter);
        }

        await using var registration = cancellationToken.Register(() => GiveUp(waiter, cancellationToken)).ConfigureAwait(false);
        await waiter.Task.ConfigureAwait(false);
    }

    /// <summary>Gives places back.</summary>
    public void Release(int places = 1)
    {
        lock (_lock)
        {
            _free += places;
            Serve();
        }
    }

    private void GiveUp(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (!waiter.TrySetCanceled(cancellationToken))
                return;
            _waiters.Remove(waiter);
            Serve();
        }
    }

    private void Serve()
    {
        while (_waiters.First is { } next && _free >= next.Value.Wanted)
        {
            _waiters.RemoveFirst();
            _free -= next.Value.Wanted;
            next.Value.TrySetResult();
        }
    }

    private sealed class Waiter(int wanted) : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public int Wanted { get; } = wanted;
    }
}

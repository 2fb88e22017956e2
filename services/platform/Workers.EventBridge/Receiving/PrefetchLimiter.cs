namespace Workers.EventBridge.Receiving;

/// <summary>
/// Limits the messages in flight, buffered and running. A poll waits until a batch of places is free: polling for single places would need
/// ten times the calls.
/// </summary>
/// <param name="limit">Maximum of messages in flight.</param>
/// <param name="batch">Free places that a poll waits for, 1 to 10 and at most <paramref name="limit"/>.</param>
internal sealed class PrefetchLimiter(int limit, int batch)
{
    private readonly Lock _lock = new();
    private readonly LinkedList<Waiter> _waiters = [];
    private int _free = limit;

    /// <summary>Takes the free places, ten at most, in order of the calls.</summary>
    /// <returns>Taken places, at least one.</returns>
    public async ValueTask<int> AcquireAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Waiter waiter;
        lock (_lock)
        {
            if (_waiters.Count == 0 && _free >= batch)
                return Take();
            waiter = new Waiter();
            _waiters.AddLast(waiter);
        }

        await using var registration = cancellationToken.Register(() => Cancel(waiter, cancellationToken)).ConfigureAwait(false);
        return await waiter.Task.ConfigureAwait(false);
    }

    /// <summary>Takes a place at once, even if none is free: a probe must not wait for the messages that wait for it.</summary>
    public void Occupy()
    {
        lock (_lock)
            _free--;
    }

    /// <summary>Releases places.</summary>
    public void Release(int places = 1)
    {
        lock (_lock)
        {
            _free += places;
            while (_waiters.First is { } next && _free >= batch)
            {
                _waiters.RemoveFirst();
                next.Value.TrySetResult(Take());
            }
        }
    }

    private int Take()
    {
        var places = Math.Min(SqsPoller.MaxMessages, _free);
        _free -= places;
        return places;
    }

    private void Cancel(Waiter waiter, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (waiter.TrySetCanceled(cancellationToken))
                _waiters.Remove(waiter);
        }
    }

    private sealed class Waiter() : TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
}

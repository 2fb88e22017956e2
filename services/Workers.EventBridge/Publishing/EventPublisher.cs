using System.Collections.Concurrent;
using System.Threading.Channels;

namespace Workers.EventBridge.Publishing;

/// <summary>
/// Coalesces what is published at the same time, without a timer: a lone event leaves at once; while calls are under way, what
/// arrives meanwhile fills the next one.
/// </summary>
internal sealed class EventPublisher : IEventPublisher, IDisposable
{
    /// <summary>PutEvents takes at most ten entries (Amazon EventBridge API Reference, PutEvents).</summary>
    private const int MaxEntries = 10;

    public const string DisposedMessage = "The service provider is disposed: nothing can be published any more.";

    private readonly Lock _filling = new();
    private readonly Channel<PendingEvent> _waiting = Channel.CreateUnbounded<PendingEvent>();
    private readonly PutEventsSender _sender;
    private readonly Func<int> _sizeLimit;
    private readonly CancellationToken _disposing;
    private readonly ConcurrentDictionary<PendingEvent, Task> _underWay = new();

    /// <param name="sender">Sends batches.</param>
    /// <param name="sizeLimit">Bytes that the entries of a call may have together.</param>
    /// <param name="concurrentCalls">Batches under way at the same time.</param>
    /// <param name="disposing">When cancelled, failed calls are not tried again.</param>
    public EventPublisher(PutEventsSender sender, Func<int> sizeLimit, int concurrentCalls, CancellationToken disposing = default)
    {
        _disposing = disposing;
        _sender = sender;
        _sizeLimit = sizeLimit;

        // What is current where the first event is published, such as its trace, does not belong to those that follow.
        using (ExecutionContext.SuppressFlow())
        {
            for (var i = 0; i < concurrentCalls; i++)
                _ = Task.Run(SendAsync, CancellationToken.None);
        }
    }

    public Task PublishAsync(OutgoingEvent @event, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);

        var pending = _sender.Begin(@event);
        if (!IsTooLarge(pending))
        {
            _underWay[pending] = pending.Done;
            if (!_waiting.Writer.TryWrite(pending))
                pending.Refused(new ObjectDisposedException(nameof(IEventPublisher), DisposedMessage));
        }

        return pending.Done.WaitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Exception?>> PublishInOrderAsync(
        IReadOnlyList<OutgoingEvent> events, CancellationToken cancellationToken = default)
    {
        List<PendingEvent> all = [.. events.Select(@event => _sender.Begin(@event))];
        foreach (var batch in Batches(all.Where(pending => !IsTooLarge(pending))))
        {
            if (cancellationToken.IsCancellationRequested)
                batch.ForEach(pending => pending.Refused(new OperationCanceledException(cancellationToken)));
            else
                await _sender.SendAsync(batch, cancellationToken).ConfigureAwait(false);
        }

        return [.. all.Select(pending => pending.Error)];
    }

    /// <summary>Waits until all that was published before has been sent or has failed.</summary>
    public async Task FlushAsync() =>
        await Task.WhenAll(_underWay.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Accepts no more events.</summary>
    public void Dispose() => _waiting.Writer.TryComplete();

    private bool IsTooLarge(PendingEvent pending)
    {
        if (pending.Size <= _sizeLimit())
            return false;

        pending.Refused(new EventRefusedException(
            "EntryTooLarge",
            $"Event {pending.Event.Source}/{pending.Event.DetailType} has {pending.Size} bytes; the limit of PutEvents is {_sizeLimit()}. Publish a reference to the data instead."));
        return true;
    }

    private IEnumerable<List<PendingEvent>> Batches(IEnumerable<PendingEvent> events)
    {
        List<PendingEvent> batch = [];
        var size = 0;
        foreach (var pending in events)
        {
            if (batch.Count == MaxEntries || (batch.Count > 0 && size + pending.Size > _sizeLimit()))
            {
                yield return batch;
                (batch, size) = ([], 0);
            }

            batch.Add(pending);
            size += pending.Size;
        }

        if (batch.Count > 0)
            yield return batch;
    }

    private async Task SendAsync()
    {
        var batch = new List<PendingEvent>(MaxEntries);
        while (await _waiting.Reader.WaitToReadAsync().ConfigureAwait(false))
        {
            Fill(batch);
            if (batch.Count > 0)
                await _sender.SendAsync(batch, _disposing).ConfigureAwait(false);
            foreach (var pending in batch)
                _underWay.TryRemove(pending, out _);
            batch.Clear();
        }
    }

    private void Fill(List<PendingEvent> batch)
    {
        var size = 0;

        // One sender looks and takes at a time: what it saw is what it gets, and so a call never exceeds the limit.
        lock (_filling)
        {
            while (
                batch.Count < MaxEntries && _waiting.Reader.TryPeek(out var next) && size + next.Size <= _sizeLimit() && _waiting.Reader.TryRead(out next))
            {
                batch.Add(next);
                size += next.Size;
            }
        }
    }
}

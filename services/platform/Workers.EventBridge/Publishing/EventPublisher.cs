namespace Workers.EventBridge.Publishing;

/// <summary>Publishes events; concurrent callers share PutEvents calls.</summary>
internal sealed class EventPublisher : IEventPublisher, IDisposable
{
    public const string DisposedMessage = "The service provider is disposed: nothing can be published any more.";

    private readonly PutEventsSender _sender;
    private readonly EventCoalescer _coalescer;
    private readonly SemaphoreSlim _room;
    private readonly int _capacity;

    public EventPublisher(PutEventsSender sender, PublisherOptions options, TimeProvider time)
    {
        _sender = sender;
        _capacity = options.MaxPendingEvents;
        _room = new SemaphoreSlim(_capacity);
        _coalescer = new EventCoalescer(sender, options, time, left => _room.Release(left));
        Options = options;
    }

    public PublisherOptions Options { get; }

    /// <summary>Accepted events without a result yet.</summary>
    public int Pending => _capacity - _room.CurrentCount;

    public Task PublishAsync(OutgoingEvent @event, CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);

        var pending = _sender.Begin(@event);
        if (IsTooLarge(pending))
            return pending.Done;
        if (cancellationToken.CanBeCanceled || !_room.Wait(0, CancellationToken.None))
            return WaitAsync(pending, cancellationToken);

        _coalescer.Add(pending);
        return pending.Done;
    }

    /// <summary>Waits until all events published before have been sent or have failed.</summary>
    public async Task FlushAsync() =>
        await Task.WhenAll(_coalescer.Pending.Select(pending => pending.Done)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Accepts no more events.</summary>
    public void Dispose() => _coalescer.Dispose();

    private async Task WaitAsync(PendingEvent pending, CancellationToken cancellationToken)
    {
        await _room.WaitAsync(cancellationToken).ConfigureAwait(false);
        _coalescer.Add(pending);
        using (cancellationToken.UnsafeRegister(static (waiting, token) => ((PendingEvent)waiting!).Cancel(token), pending))
            await pending.Done.ConfigureAwait(false);
    }

    private bool IsTooLarge(PendingEvent pending)
    {
        if (EventSize.Problem(pending.Event, Options.MaxSize) is not { } problem)
            return false;

        pending.Refused(problem);
        return true;
    }
}

/// <summary>Limits of a publisher.</summary>
/// <param name="MaxSize">Maximum total size of the entries of a call, in bytes.</param>
/// <param name="MaxCalls">Concurrent PutEvents calls.</param>
/// <param name="MaxPendingEvents">Events that may wait or be sent at a time; above that, publishers wait.</param>
/// <param name="Disposing">When cancelled, failed calls are not retried.</param>
internal sealed record PublisherOptions(int MaxSize, int MaxCalls = 16, int MaxPendingEvents = 1000, CancellationToken Disposing = default);

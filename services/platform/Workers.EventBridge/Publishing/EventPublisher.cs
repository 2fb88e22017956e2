namespace Workers.EventBridge.Publishing;

/// <summary>Publishes events: those of concurrent callers share PutEvents calls.</summary>
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

    /// <summary>Events that were accepted and are not settled.</summary>
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

    /// <summary>Waits until all that was published before has been sent or has failed.</summary>
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
/// <param name="MaxSize">Bytes that the entries of a call may have together.</param>
/// <param name="MaxCalls">PutEvents calls at the same time.</param>
/// <param name="MaxPendingEvents">Events that may wait or be under way; publishers wait when there are more.</param>
/// <param name="Disposing">When cancelled, failed calls are not tried again.</param>
internal sealed record PublisherOptions(int MaxSize, int MaxCalls = 16, int MaxPendingEvents = 1000, CancellationToken Disposing = default);

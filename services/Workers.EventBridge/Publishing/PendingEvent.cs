namespace Workers.EventBridge.Publishing;

/// <summary>An event on its way, and who waits for it.</summary>
internal sealed class PendingEvent(OutgoingEvent @event)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OutgoingEvent Event { get; } = @event;

    public int Size { get; } = @event.Size;

    public Task Done => _done.Task;

    public Exception? Error => _done.Task.Exception?.InnerException;

    public void Published() => _done.TrySetResult();

    public void Refused(Exception error)
    {
        _done.TrySetException(error);

        // Whoever published may have stopped waiting: that leaves no unobserved exception behind.
        _ = _done.Task.Exception;
    }
}

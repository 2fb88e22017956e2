using System.Diagnostics;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Publishing;

/// <summary>An event that is being published, and its result.</summary>
/// <param name="event">The event.</param>
/// <param name="bus">The bus, for spans and metrics.</param>
/// <param name="time">The clock.</param>
internal sealed class PendingEvent(OutgoingEvent @event, string bus, TimeProvider time)
{
    private const int Unsent = 0;
    private const int Sent = 1;
    private const int Cancelled = 2;

    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state = Unsent;

    public OutgoingEvent Event { get; } = @event;

    public int Size { get; } = @event.Size;

    public Task Done => _done.Task;

    public Exception? Error => _done.Task.IsCanceled ? new OperationCanceledException() : _done.Task.Exception?.InnerException;

    /// <summary>Its send span, from the first call that contains it.</summary>
    public Activity? Span { get; private set; }

    /// <summary>Called before each attempt to send it.</summary>
    /// <returns>False if its publisher has cancelled it: it must not be sent.</returns>
    public bool TryBeginSending()
    {
        if (Interlocked.CompareExchange(ref _state, Sent, Unsent) == Cancelled)
        {
            Span?.Dispose();
            return false;
        }

        Span ??= SendSpan.Start(Event, bus, SinceItOccurred());
        return true;
    }

    /// <summary>Ends its publisher's wait. It is not sent after this; a call that already contains it may still deliver it.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _state, Cancelled);
        _done.TrySetCanceled(cancellationToken);
    }

    /// <summary>Records a transient failure.</summary>
    public void Postponed(string reason) => Span?.AddEvent(
        new ActivityEvent("workers.publish.retry", tags: new ActivityTagsCollection { ["workers.publish.retry.reason"] = reason }));

    public void Published()
    {
        End(failure: null);
        _done.TrySetResult();
    }

    public void Refused(Exception error)
    {
        End(error);
        _done.TrySetException(error);

        // Observe the exception: the publisher may have stopped waiting.
        _ = _done.Task.Exception;
    }

    private void End(Exception? failure)
    {
        TransportMetrics.Published(bus, Event, SinceItOccurred(), failure);
        if (failure is not null)
            Span.Fail(failure);
        Span?.Dispose();
    }

    private TimeSpan SinceItOccurred() => Event.Time is { } occurred ? time.GetUtcNow() - occurred : TimeSpan.Zero;
}

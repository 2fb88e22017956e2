using System.Diagnostics;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Publishing;

/// <summary>An event on its way, and who waits for it.</summary>
/// <param name="event">The event.</param>
/// <param name="bus">Where it goes, for spans and metrics.</param>
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

    /// <summary>Its span, from the first call that carries it.</summary>
    public Activity? Span { get; private set; }

    /// <summary>It is about to be sent, for the first time or again.</summary>
    /// <returns>False when its publisher cancelled it before: it must not be sent.</returns>
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

    /// <summary>Its publisher waits no longer. It is not sent after this; a call that already carries it may still deliver it.</summary>
    public void Cancel(CancellationToken cancellationToken)
    {
        Interlocked.Exchange(ref _state, Cancelled);
        _done.TrySetCanceled(cancellationToken);
    }

    /// <summary>The bus could not take it for the moment.</summary>
    public void Postponed(string reason) => Span?.AddEvent(
        new ActivityEvent("workers.retry", tags: new ActivityTagsCollection { ["workers.retry.reason"] = reason }));

    public void Published()
    {
        End(failure: null);
        _done.TrySetResult();
    }

    public void Refused(Exception error)
    {
        End(error);
        _done.TrySetException(error);

        // Whoever published may have stopped waiting: that leaves no unobserved exception behind.
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

using System.Diagnostics;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Publishing;

/// <summary>An event on its way, and who waits for it.</summary>
/// <param name="event">The event.</param>
/// <param name="bus">Where it goes, for spans and metrics.</param>
/// <param name="time">The clock.</param>
internal sealed class PendingEvent(OutgoingEvent @event, string bus, TimeProvider time)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public OutgoingEvent Event { get; } = @event;

    public int Size { get; } = @event.Size;

    public Task Done => _done.Task;

    public Exception? Error => _done.Task.Exception?.InnerException;

    /// <summary>Its span, from the first call that carries it.</summary>
    public Activity? Span { get; private set; }

    /// <summary>It is about to be sent, for the first time or again.</summary>
    public void Sending() => Span ??= SendSpan.Start(Event, bus, SinceItOccurred());

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

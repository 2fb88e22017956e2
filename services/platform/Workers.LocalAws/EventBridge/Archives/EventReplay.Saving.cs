using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.EventBridge.Archives;

/// <content>Its copy in a snapshot.</content>
internal sealed partial class EventReplay
{
    public EventReplay(
        SavedReplay saved, ReplayRequest request, string arn, Action<BusEvent> send, TimeProvider time, ChangeCounter changes)
        : this(request, arn, send, time, changes)
    {
        (State, StateReason) = (saved.State, saved.StateReason);
        (StartedAt, EndedAt, LastReplayedTime) = (saved.StartedAt, saved.EndedAt, saved.LastReplayedTime);
        _events = [.. saved.Events.Select(one => one.ToEvent())];
        if (EndedAt is not null)
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public SavedReplay Copy()
    {
        lock (_lock)
        {
            return new SavedReplay
            {
                Name = _request.Name,
                Description = _request.Description,
                ArchiveArn = _request.ArchiveArn,
                EventStartTime = _request.EventStartTime,
                EventEndTime = _request.EventEndTime,
                Destination = _request.Destination,
                State = State,
                StateReason = StateReason,
                StartedAt = StartedAt,
                EndedAt = EndedAt,
                LastReplayedTime = LastReplayedTime,
                Events = [.. _events.Skip(_sent).Select(one => SavedEvent.Of(one))],
            };
        }
    }
}

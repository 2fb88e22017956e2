using System.Text.Json;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.EventBridge.Archives;

/// <summary>
/// Sends the events of an archive to its bus again. It starts a second after its creation, so that it can be cancelled, and replays
/// <see cref="EventsPerSecond"/>.
/// </summary>
internal sealed partial class EventReplay : IDisposable
{
    public const int EventsPerSecond = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private readonly ReplayRequest _request;
    private readonly Action<BusEvent> _send;
    private readonly TimeProvider _time;
    private readonly ChangeCounter _changes;
    private readonly ITimer _timer;
    private IReadOnlyList<BusEvent> _events = [];
    private int _sent;

    public EventReplay(ReplayRequest request, string arn, Action<BusEvent> send, TimeProvider time, ChangeCounter changes)
    {
        (_request, Arn, _send, _time, _changes) = (request, arn, send, time, changes);
        StartedAt = time.GetUtcNow();
        _timer = time.CreateTimer(static replay => ((EventReplay)replay!).Continue(), this, Interval, Interval);
    }

    public string Arn { get; }

    public ReplayRequest Request => _request;

    public ReplayState State { get; private set; } = ReplayState.Starting;

    public string? StateReason { get; private set; }

    public DateTimeOffset StartedAt { get; }

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>The time of the last replayed event.</summary>
    public DateTimeOffset? LastReplayedTime { get; private set; }

    public bool IsActive => State is ReplayState.Starting or ReplayState.Running;

    /// <returns>False if it has ended.</returns>
    public bool Cancel()
    {
        lock (_lock)
        {
            if (!IsActive)
                return false;
            State = ReplayState.Cancelling;
            _changes.Add();
            return true;
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Continue()
    {
        lock (_lock)
        {
            try
            {
                if (State == ReplayState.Cancelling)
                    End(ReplayState.Cancelled);
                else if (IsActive)
                    SendNext();
            }
            catch (Http.AwsException error)
            {
                // The bus was deleted meanwhile.
                StateReason = error.Message;
                End(ReplayState.Failed);
            }
        }
    }

    private void SendNext()
    {
        if (State == ReplayState.Starting)
        {
            State = ReplayState.Running;
            _events = _request.Archive?.Between(_request.EventStartTime, _request.EventEndTime) ?? [];
        }

        _changes.Add();
        foreach (var archived in _events.Skip(_sent).Take(EventsPerSecond))
        {
            // The trace is not archived.
            _send(archived with { Envelope = EventEnvelope.Replayed(archived.Envelope, _request.Name), TraceHeader = null });
            _sent++;
            LastReplayedTime = archived.Time;
        }

        if (_sent == _events.Count)
            End(ReplayState.Completed);
    }

    private void End(ReplayState state)
    {
        _changes.Add();
        (State, EndedAt, _events) = (state, _time.GetUtcNow(), []);
        _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}

/// <summary>What StartReplay asks for.</summary>
/// <param name="Name">Name of the replay.</param>
/// <param name="Description">Its description.</param>
/// <param name="ArchiveArn">The ARN of the archive.</param>
/// <param name="Archive">The archive with the events; null if it was deleted before a restart.</param>
/// <param name="EventStartTime">Replays events from this time on.</param>
/// <param name="EventEndTime">Replays events until this time.</param>
/// <param name="Destination">The client's complete destination, for responses.</param>
internal sealed record ReplayRequest(
    string Name,
    string? Description,
    string ArchiveArn,
    EventArchive? Archive,
    DateTimeOffset EventStartTime,
    DateTimeOffset EventEndTime,
    JsonElement Destination);

internal enum ReplayState
{
    Starting,
    Running,
    Cancelling,
    Completed,
    Cancelled,
    Failed,
}

using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.EventBridge.Archives;

/// <summary>The replays of one server, running and ended.</summary>
internal sealed class ReplayStore(LocalAwsOptions options, ChangeCounter changes) : IDisposable
{
    // The quota "Active replays"; recorded answer for the eleventh.
    private const int MaximumActive = 10;

    private readonly Lock _lock = new();
    private readonly SortedDictionary<string, EventReplay> _replays = new(StringComparer.Ordinal);
    private readonly string _arnPrefix = $"arn:aws:events:{options.Region}:{options.AccountId}:replay/";

    public IReadOnlyList<EventReplay> All
    {
        get
        {
            lock (_lock)
                return [.. _replays.Values];
        }
    }

    public EventReplay Start(ReplayRequest request, Action<BusEvent> send)
    {
        lock (_lock)
        {
            if (_replays.ContainsKey(request.Name))
                throw EventBridgeError.Exists("Replay", request.Name);
            if (_replays.Values.Count(replay => replay.IsActive) >= MaximumActive)
                throw EventBridgeError.LimitExceeded();
            var started = new EventReplay(request, _arnPrefix + request.Name, send, options.TimeProvider, changes);
            _replays.Add(request.Name, started);
            changes.Add();
            return started;
        }
    }

    /// <summary>Adds a replay of a snapshot. An active one goes on in a second.</summary>
    public void Restore(SavedReplay saved, ReplayRequest request, Action<BusEvent> send)
    {
        lock (_lock)
            _replays[saved.Name] = new EventReplay(saved, request, _arnPrefix + saved.Name, send, options.TimeProvider, changes);
    }

    public EventReplay Get(string name)
    {
        lock (_lock)
            return _replays.GetValueOrDefault(name) ?? throw EventBridgeError.NotFound("Replay", name);
    }

    public void Dispose()
    {
        foreach (var replay in All)
            replay.Dispose();
    }
}

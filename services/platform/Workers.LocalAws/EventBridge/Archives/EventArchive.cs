using System.Text.Json;
using Workers.LocalAws.EventBridge.Delivery;
using Workers.LocalAws.EventBridge.Operations;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.EventBridge.Archives;

/// <summary>Keeps the events of a bus. Replayed events are not archived again. Thread-safe.</summary>
internal sealed class EventArchive(
    string name, string arn, string busArn, ArchiveSettings settings, TimeProvider time, ChangeCounter changes)
{
    /// <summary>The oldest events beyond it are dropped, since all is in memory.</summary>
    public const long MaximumBytes = 64 * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly Queue<(DateTimeOffset ArrivedAt, BusEvent Archived)> _events = new();
    private long _bytes;

    public EventArchive(SavedArchive saved, string arn, TimeProvider time, ChangeCounter changes)
        : this(saved.Name, arn, saved.BusArn, SettingsOf(saved), time, changes)
    {
        CreatedAt = saved.CreatedAt;
        foreach (var archived in saved.Events)
        {
            _events.Enqueue((archived.ArrivedAt, archived.ToEvent()));
            _bytes += archived.Envelope.Length;
        }
    }

    public string Name => name;

    public string Arn => arn;

    public string BusArn => busArn;

    public DateTimeOffset CreatedAt { get; } = time.GetUtcNow();

    public ArchiveSettings Settings { get; private set; } = settings;

    /// <summary>Number of events, and their size in bytes.</summary>
    public (int Count, long Bytes) Size
    {
        get
        {
            lock (_lock)
            {
                DropExpired();
                return (_events.Count, _bytes);
            }
        }
    }

    public void Update(Func<ArchiveSettings, ArchiveSettings> change)
    {
        lock (_lock)
            Settings = change(Settings);
        changes.Add();
    }

    /// <summary>Keeps the event if the archive's pattern matches it.</summary>
    public void Add(BusEvent accepted, JsonElement root)
    {
        if (root.TryGetProperty(EventEnvelope.ReplayName, out _) || Settings.Pattern?.Matches(root) == false)
            return;
        lock (_lock)
        {
            _events.Enqueue((time.GetUtcNow(), accepted));
            _bytes += accepted.Envelope.Length;
            changes.Add();
            while (_bytes > MaximumBytes)
                Drop();
            DropExpired();
        }
    }

    /// <summary>The events that occurred in this time, the oldest first.</summary>
    public IReadOnlyList<BusEvent> Between(DateTimeOffset start, DateTimeOffset end)
    {
        lock (_lock)
        {
            DropExpired();
            return
            [
                .. _events.Select(entry => entry.Archived).Where(archived => archived.Time >= start && archived.Time <= end)
                    .OrderBy(archived => archived.Time),
            ];
        }
    }

    /// <summary>Its copy for a snapshot.</summary>
    public SavedArchive Copy()
    {
        lock (_lock)
        {
            return new SavedArchive(
                Name,
                BusArn,
                CreatedAt,
                [.. _events.Select(entry => SavedEvent.Of(entry.Archived, entry.ArrivedAt))],
                Settings.Description,
                Settings.PatternText,
                Settings.RetentionDays);
        }
    }

    private static ArchiveSettings SettingsOf(SavedArchive saved) => new(
        saved.Description,
        saved.Pattern,
        saved.Pattern is null ? null : PatternOperations.Parse(saved.Pattern),
        saved.RetentionDays);

    private void DropExpired()
    {
        var now = time.GetUtcNow();
        while (Settings.RetentionDays > 0 && _events.TryPeek(out var entry) && (now - entry.ArrivedAt).TotalDays > Settings.RetentionDays)
            Drop();
    }

    private void Drop() => _bytes -= _events.Dequeue().Archived.Envelope.Length;
}

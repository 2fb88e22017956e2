using System.Collections.Concurrent;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Storage;

namespace Workers.LocalAws.EventBridge.Archives;

/// <summary>The archives of one server.</summary>
internal sealed class ArchiveStore(LocalAwsOptions options, ChangeCounter changes)
{
    private readonly ConcurrentDictionary<string, EventArchive> _archives = new(StringComparer.Ordinal);
    private readonly string _arnPrefix = $"arn:aws:events:{options.Region}:{options.AccountId}:archive/";

    public IEnumerable<EventArchive> All => _archives.Values.OrderBy(archive => archive.Name, StringComparer.Ordinal);

    public EventArchive Create(string name, EventBus bus, ArchiveSettings settings)
    {
        var archive = new EventArchive(name, _arnPrefix + name, bus.Arn, settings, options.TimeProvider, changes);
        if (!_archives.TryAdd(name, archive))
            throw EventBridgeError.Exists("Archive", name);
        bus.Add(archive);
        changes.Add();
        return archive;
    }

    /// <summary>Adds an archive of a snapshot to its bus, unless that is deleted.</summary>
    public void Restore(SavedArchive saved, EventBus? bus)
    {
        var archive = _archives[saved.Name] = new EventArchive(saved, _arnPrefix + saved.Name, options.TimeProvider, changes);
        bus?.Add(archive);
    }

    public EventArchive Get(string name) => _archives.GetValueOrDefault(name) ?? throw EventBridgeError.NotFound("Archive", name);

    public EventArchive? FindByArn(string arn) =>
        arn.StartsWith(_arnPrefix, StringComparison.Ordinal) ? _archives.GetValueOrDefault(arn[_arnPrefix.Length..]) : null;

    /// <param name="name">Its name.</param>
    /// <param name="bus">Its bus, unless that is deleted.</param>
    public void Delete(string name, EventBus? bus)
    {
        if (!_archives.TryRemove(name, out var archive))
            throw EventBridgeError.NotFound("Archive", name);
        bus?.Remove(archive);
        changes.Add();
    }
}

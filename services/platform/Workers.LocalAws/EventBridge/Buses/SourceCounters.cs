using System.Collections.Concurrent;

namespace Workers.LocalAws.EventBridge.Buses;

/// <summary>Number of events of each source on a bus since the start. Thread-safe.</summary>
internal sealed class SourceCounters
{
    /// <summary>Clients choose the names, so further sources are counted together.</summary>
    public const int MaximumSources = 100;

    /// <summary>Maximum characters of a source, as in AWS.</summary>
    private const int MaximumLength = 256;

    private readonly ConcurrentDictionary<string, EventCounter> _counters = new(StringComparer.Ordinal);
    private readonly EventCounter _others = new();

    /// <summary>The sources by name.</summary>
    public IEnumerable<(string Source, long Events)> All => _counters
        .Select(counter => (Source: counter.Key, Events: counter.Value.Count))
        .OrderBy(counter => counter.Source, StringComparer.Ordinal);

    /// <summary>Events of the sources beyond <see cref="MaximumSources"/>.</summary>
    public long Others => _others.Count;

    public void Add(string source)
    {
        var name = source.Length > MaximumLength ? source[..MaximumLength] : source;
        if (!_counters.TryGetValue(name, out var counter))
            counter = _counters.Count < MaximumSources ? _counters.GetOrAdd(name, _ => new EventCounter()) : _others;
        counter.Add();
    }
}

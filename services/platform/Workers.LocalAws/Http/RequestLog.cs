using System.Collections.Concurrent;
using System.Runtime.CompilerServices;

namespace Workers.LocalAws.Http;

/// <summary>Number of calls of each operation.</summary>
internal sealed class RequestLog
{
    private readonly ConcurrentDictionary<(string Service, string Operation), StrongBox<long>> _counts = new();

    public void Count(string service, string operation) =>
        Interlocked.Increment(ref _counts.GetOrAdd((service, operation), _ => new StrongBox<long>()).Value);

    public IReadOnlyDictionary<string, long> Snapshot() => new SortedDictionary<string, long>(
        _counts.ToDictionary(count => $"{count.Key.Service}:{count.Key.Operation}", count => Interlocked.Read(ref count.Value.Value)),
        StringComparer.Ordinal);

    public void Clear() => _counts.Clear();
}

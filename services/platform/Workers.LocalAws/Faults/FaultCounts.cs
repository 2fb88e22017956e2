using System.Text.Json;

namespace Workers.LocalAws.Faults;

/// <summary>Number of injected faults of each kind.</summary>
internal sealed class FaultCounts
{
    private static readonly string[] Names = Array.ConvertAll(Enum.GetNames<FaultKind>(), JsonNamingPolicy.CamelCase.ConvertName);

    private readonly long[] _counts = new long[Names.Length];
    private int _delayed;

    /// <summary>Number of calls delayed by latency now.</summary>
    public int Delayed => Volatile.Read(ref _delayed);

    public void EnterDelay() => Interlocked.Increment(ref _delayed);

    public void LeaveDelay() => Interlocked.Decrement(ref _delayed);

    public void Add(FaultKind kind) => Interlocked.Increment(ref _counts[(int)kind]);

    /// <summary>All kinds, in the order of the settings, including those that never occurred.</summary>
    public IReadOnlyDictionary<string, long> Snapshot()
    {
        var snapshot = new OrderedDictionary<string, long>(Names.Length, StringComparer.Ordinal);
        for (var kind = 0; kind < Names.Length; kind++)
            snapshot.Add(Names[kind], Interlocked.Read(ref _counts[kind]));
        return snapshot;
    }
}

using System.Collections.Frozen;
using Microsoft.Extensions.Logging;

namespace Workers.LocalAws.Faults;

/// <summary>The active settings: decides which calls they affect, and counts them. Thread-safe.</summary>
internal sealed partial class FaultPlan(FaultSettings settings, FaultCounts counts, TimeProvider time, ILogger logger)
{
    private readonly Lock _lock = new();
    private readonly Random _random = settings.Seed is { } seed ? new Random(seed) : Random.Shared;
    private readonly FrozenSet<string>? _operations =
        settings.Operations is { Count: > 0 } operations ? operations.ToFrozenSet(StringComparer.Ordinal) : null;

    public FaultSettings Settings => settings;

    public bool Concerns(string operation) => _operations?.Contains(operation) != false;

    public bool Hits(double share) => share > 0 && NextDouble() < share;

    /// <summary>From 0 to less than 1.</summary>
    public double NextDouble()
    {
        // A seeded generator is not thread-safe.
        lock (_lock)
            return _random.NextDouble();
    }

    public async Task DelayAsync(TimeSpan latency, string operation, CancellationToken cancelled)
    {
        var delay = Task.Delay(latency, time, cancelled);
        Injected(FaultKind.Latency, operation);
        counts.EnterDelay();
        try
        {
            await delay;
        }
        finally
        {
            counts.LeaveDelay();
        }
    }

    public void Injected(FaultKind kind, string operation)
    {
        counts.Add(kind);
        LogInjected(logger, kind, operation);
    }

    [LoggerMessage(Level = LogLevel.Debug, Message = "Injected {Fault} into {Operation}")]
    static partial void LogInjected(ILogger logger, FaultKind fault, string operation);
}

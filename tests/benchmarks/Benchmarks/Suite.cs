using Benchmarks.Allocating;
using Benchmarks.Consuming;
using Benchmarks.Publishing;
using Benchmarks.Scaling;
using Benchmarks.Starting;
using Benchmarks.Storing;
using Benchmarks.Tracing;
using Postgres.Testing;

namespace Benchmarks;

/// <summary>All benchmarks, by the name that picks them.</summary>
internal static class Suite
{
    private static readonly (string Name, Func<IBenchmark> Create)[] All =
    [
        ("latent", () => new ThroughputBenchmark(Handlers: 16, LatencyMs: 10)),
        ("latent", () => new ThroughputBenchmark(Handlers: 64, LatencyMs: 10)),
        ("throughput", () => new ThroughputBenchmark(Handlers: 16, LatencyMs: 0)),
        ("throughput", () => new ThroughputBenchmark(Handlers: 64, LatencyMs: 0)),
        ("pipeline", () => new PipelineShareBenchmark()),
        ("slow", () => new SlowHandlersBenchmark()),
        ("memory", () => new MemoryBenchmark()),
        ("idle", () => new IdleBenchmark()),
        ("publish", () => new PublishBenchmark()),
        ("latency", () => new LatencyBenchmark()),
        ("start", () => new StartBenchmark()),
        ("scale-out", () => new ScaleOutBenchmark()),
        ("store", () => new StoreBenchmark(DatabaseKind.Sqlite)),
        ("store", () => new StoreBenchmark(DatabaseKind.Postgres)),
        ("telemetry", () => new TelemetryBenchmark(TracedWork.Nothing)),
        ("telemetry", () => new TelemetryBenchmark(TracedWork.Sqlite)),
        ("telemetry", () => new TelemetryBenchmark(TracedWork.Postgres)),
        ("allocations", () => new AllocationBenchmark()),
    ];

    public static string[] Names { get; } = [.. All.Select(one => one.Name).Distinct(StringComparer.Ordinal)];

    public static IEnumerable<IBenchmark> Of(string[] names) =>
        All.Where(one => names.Contains(one.Name, StringComparer.Ordinal)).Select(one => one.Create());
}

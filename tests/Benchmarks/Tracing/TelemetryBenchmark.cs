using Benchmarks.Report;
using Benchmarks.Stand;
using Benchmarks.Storing;
using Postgres.Testing;

namespace Benchmarks.Tracing;

/// <summary>What the worker does whose telemetry is measured.</summary>
internal enum TracedWork
{
    /// <summary>Nothing at all: what is left is the way of a message.</summary>
    Nothing,

    /// <summary>A row and an event, with inbox and outbox, in a SQLite file.</summary>
    Sqlite,

    /// <summary>The same on PostgreSQL.</summary>
    Postgres,
}

/// <summary>
/// What telemetry costs a worker's throughput: every trace recorded, traces, metrics and logs delivered to a collector on the same
/// machine, beside a worker that makes none. Both log a line for each message to an output that nobody reads.
/// </summary>
internal sealed class TelemetryBenchmark(TracedWork kind) : IBenchmark
{
    // A disk that others use too would decide, and not what is measured: this server does not wait for it.
    private static readonly Lazy<PostgresServer?> Postgres = new(() => PostgresServer.Find(isDurable: false));

    private int Messages => kind == TracedWork.Nothing ? 80_000 : 14_000;

    private int WarmUp => kind == TracedWork.Nothing ? 30_000 : 4_000;

    private string Name => kind switch
    {
        TracedWork.Nothing => "a consumer that does nothing",
        TracedWork.Sqlite => "a row and an event on SQLite",
        _ => "a row and an event on PostgreSQL",
    };

    // A worker does something; one that does nothing shows what there is to save.
    private Goal Goal => kind == TracedWork.Nothing ? Goal.None : Goal.AtLeast(0.9, "× off");

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        if (kind == TracedWork.Postgres && Postgres.Value is null)
        {
            await Console.Error.WriteLineAsync("telemetry: left out on PostgreSQL: no server binaries");
            return [];
        }

        await using var collector = await CollectorProcess.StartAsync(cancellationToken);
        var name = $"{Name}, telemetry on beside off";
        string[] on = ["--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Address.ToString(), "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"];
        string[] off = ["--OTEL_SDK_DISABLED", "true"];
        var (with, without) = await run.InterleaveAsync(
            name,
            () => RunOnceAsync(run.Aws, on, cancellationToken),
            () => RunOnceAsync(run.Aws, off, cancellationToken),
            one => $"{one.Rate:0}/s, {one.Cpu:0} µs");
        if (await collector.BytesAsync(cancellationToken) == 0)
            throw new InvalidOperationException("Nothing came to the collector: telemetry was off in both.");

        return
        [
            Figure.Ratio($"{name}: messages/s", with.Select(one => one.Rate), without.Select(one => one.Rate), Goal),
            Figure.Ratio($"{name}: CPU µs per message", with.Select(one => one.Cpu), without.Select(one => one.Cpu), Goal.None),
        ];
    }

    private async Task<TracedRound> RunOnceAsync(LocalAwsProcess aws, string[] settings, CancellationToken cancellationToken)
    {
        using var database = BookingDatabase.Create(kind == TracedWork.Postgres ? Postgres.Value : null);
        await using var bus = await BenchmarkBus.CreateAsync(aws, cancellationToken);
        await bus.Queue.FillAsync(Messages, cancellationToken);
        var arguments = await BookingWorker.ArgumentsAsync(bus, database, settings, cancellationToken);
        return await TracedWorker.MeasureAsync(kind, Messages, WarmUp, arguments, cancellationToken);
    }
}

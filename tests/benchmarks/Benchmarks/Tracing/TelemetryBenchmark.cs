using Benchmarks.Report;
using Benchmarks.Stand;
using Postgres.Testing;

namespace Benchmarks.Tracing;

/// <summary>
/// What telemetry costs a worker's throughput: every trace recorded, traces, metrics and logs delivered to a collector on the same
/// machine, beside a worker that makes none. Both log a line for each message to an output that nobody reads. In each round there is a
/// process of both, and they take turns of a few seconds, so that what else the machine does meets both.
/// </summary>
internal sealed class TelemetryBenchmark(TracedWork kind) : IBenchmark
{
    private const int TurnsInRound = 4;

    // A disk that others use too would decide, and not what is measured: this server does not wait for it.
    private static readonly Lazy<PostgresServer?> Postgres = new(() => PostgresServer.Find(isDurable: false));

    private int MessagesInTurn => kind == TracedWork.Nothing ? 15_000 : 3_000;

    private int WarmUp => kind == TracedWork.Nothing ? 30_000 : 4_000;

    private int Messages => WarmUp + (TurnsInRound * MessagesInTurn);

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
        List<Turn> on = [], off = [];
        for (var round = 1; round <= run.Rounds; round++)
        {
            var (with, without) = await RunOnceAsync(run.Aws, collector.Address, cancellationToken);
            await Console.Error.WriteLineAsync(
                $"{name}: round {round} of {run.Rounds}: {with.Rate:0}/s, {with.Cpu:0} µs beside {without.Rate:0}/s, {without.Cpu:0} µs");
            on.Add(with);
            off.Add(without);
        }

        if (await collector.BytesAsync(cancellationToken) == 0)
            throw new InvalidOperationException("Nothing came to the collector: telemetry was off in both.");

        return
        [
            Figure.Ratio($"{name}: messages/s", on.Select(one => one.Rate), off.Select(one => one.Rate), Goal),
            Figure.Ratio($"{name}: CPU µs per message", on.Select(one => one.Cpu), off.Select(one => one.Cpu), Goal.None),
        ];
    }

    private async Task<(Turn On, Turn Off)> RunOnceAsync(BenchmarkAws aws, Uri collector, CancellationToken cancellationToken)
    {
        await using var on = await TracedStand.StartAsync(
            kind,
            aws,
            Postgres.Value,
            Messages,
            ["--OTEL_EXPORTER_OTLP_ENDPOINT", collector.ToString(), "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"],
            cancellationToken);
        await using var off = await TracedStand.StartAsync(
            kind, aws, Postgres.Value, Messages, ["--OTEL_SDK_DISABLED", "true"], cancellationToken);
        await on.Worker.TakeTurnAsync(WarmUp, cancellationToken);
        await off.Worker.TakeTurnAsync(WarmUp, cancellationToken);

        List<Turn> with = [], without = [];
        for (var turn = 0; turn < TurnsInRound; turn++)
        {
            // Each is first in every other turn.
            if (turn % 2 == 0)
                without.Add(await off.Worker.TakeTurnAsync(MessagesInTurn, cancellationToken));
            with.Add(await on.Worker.TakeTurnAsync(MessagesInTurn, cancellationToken));
            if (turn % 2 == 1)
                without.Add(await off.Worker.TakeTurnAsync(MessagesInTurn, cancellationToken));
        }

        return (Turn.Sum(with), Turn.Sum(without));
    }
}

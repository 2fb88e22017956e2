using Benchmarks.Report;
using Benchmarks.Stand;
using Postgres.Testing;

namespace Benchmarks.Storing;

/// <summary>
/// What inbox and outbox cost a worker: a consumer that writes a row, and one that writes a row and publishes an event, in the
/// store of the workers' host, beside the same work on the same host without it: a row in a transaction of its own, and then an event
/// straight to the bus. Messages count as done when their events are on the bus.
/// </summary>
internal sealed class StoreBenchmark(DatabaseKind kind) : IBenchmark
{
    private const int Messages = 5000;
    private const int WarmUp = 500;

    // PostgreSQL of its own writes to disk what it commits: a server that does not would flatter the store's longer transactions.
    private static readonly Lazy<PostgresServer?> Postgres = new(() => PostgresServer.Find(isDurable: true));

    // SQLite is for development: one consumer writes at a time there, and each row is a statement of its own.
    private Goal BothGoal => kind == DatabaseKind.Sqlite ? Goal.None : Goal.AtLeast(0.67, "× without");

    private int Writers => kind == DatabaseKind.Sqlite ? 1 : int.MaxValue;

    private string Name => kind == DatabaseKind.Sqlite ? "SQLite" : "PostgreSQL";

    public async Task<IReadOnlyList<Figure>> RunAsync(BenchmarkRun run, CancellationToken cancellationToken)
    {
        if (kind == DatabaseKind.Postgres && Postgres.Value is null)
        {
            await Console.Error.WriteLineAsync($"store: left out on {Name}: no server binaries, no {PostgresServer.Variable}");
            return [];
        }

        return
        [
            .. await CompareAsync(run, "a row", "inbox", publishes: false, Goal.None, cancellationToken),
            .. await CompareAsync(
                run, "a row and an event", "inbox and outbox", publishes: true, BothGoal, cancellationToken),
        ];
    }

    private async Task<IReadOnlyList<Figure>> CompareAsync(
        BenchmarkRun run, string work, string with, bool publishes, Goal goal, CancellationToken cancellationToken)
    {
        var name = $"{Name}, {work}, {with} beside none";
        var (store, plain) = await run.InterleaveAsync(
            name,
            () => RunOnceAsync(run.Aws, new StoreWorker(publishes), cancellationToken),
            () => RunOnceAsync(run.Aws, new PlainWorker(publishes, Writers), cancellationToken),
            one => $"{one.Rate:0}/s, {one.Cpu:0} µs");
        return
        [
            Figure.Ratio($"{name}: messages/s", store.Select(one => one.Rate), plain.Select(one => one.Rate), goal),
            Figure.Ratio($"{name}: CPU µs per message", store.Select(one => one.Cpu), plain.Select(one => one.Cpu), Goal.None),
        ];
    }

    private async Task<Round> RunOnceAsync(BenchmarkAws aws, BookingWorker worker, CancellationToken cancellationToken)
    {
        using var database = BookingDatabase.Create(kind == DatabaseKind.Postgres ? Postgres.Value : null);
        await using var bus = await BenchmarkBus.CreateAsync(aws, cancellationToken);
        await bus.Queue.FillAsync(Messages, cancellationToken);
        var work = new Work(Messages, WarmUp);
        var arguments = await BookingWorker.ArgumentsAsync(bus, database, ["--LogLevel", "Warning"], cancellationToken);
        var rate = await worker.RunAsync(arguments, work, cancellationToken);
        return new Round(rate, work.CpuMicrosecondsPerMessage);
    }

    private sealed record Round(double Rate, double Cpu);
}

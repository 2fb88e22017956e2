using Benchmarks.Stand;
using Benchmarks.Storing;
using Postgres.Testing;

namespace Benchmarks.Tracing;

/// <summary>A worker whose telemetry is measured, with a queue, a bus and a database of its own.</summary>
internal sealed class TracedStand : IAsyncDisposable
{
    private readonly BookingDatabase _database;
    private readonly BenchmarkBus _bus;

    private TracedStand(BookingDatabase database, BenchmarkBus bus, TracedWorkerProcess worker) =>
        (_database, _bus, Worker) = (database, bus, worker);

    public TracedWorkerProcess Worker { get; }

    /// <summary>Fills the queue, and starts the worker.</summary>
    /// <param name="kind">What it does.</param>
    /// <param name="aws">Where its queue and bus are.</param>
    /// <param name="postgres">The server of its database, where it is on one.</param>
    /// <param name="messages">How many wait in its queue.</param>
    /// <param name="settings">Its settings.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task<TracedStand> StartAsync(
        TracedWork kind, BenchmarkAws aws, PostgresServer? postgres, int messages, string[] settings, CancellationToken cancellationToken)
    {
        var database = BookingDatabase.Create(kind == TracedWork.Postgres ? postgres : null);
        try
        {
            var bus = await BenchmarkBus.CreateAsync(aws, cancellationToken);
            await bus.Queue.FillAsync(messages, cancellationToken);
            var arguments = await BookingWorker.ArgumentsAsync(bus, database, settings, cancellationToken);
            return new TracedStand(database, bus, TracedWorkerProcess.Start(kind, arguments));
        }
        catch
        {
            database.Dispose();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        await _bus.DisposeAsync();
        _database.Dispose();
    }
}

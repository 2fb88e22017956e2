using Crashing.Worker;
using System.Diagnostics.Metrics;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Workers.EventBridge.Envelope;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Hosting;

public abstract class OutboxTests(DatabaseKind database)
{
    private static readonly Guid Correlation = Guid.NewGuid();

    [Fact]
    public async Task Publishes_what_was_saved()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);

        await SayAsync(worker, save: true);
        var published = await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);

        var envelope = EnvelopeReader.Read(Encoding.UTF8.GetBytes(published[0].Body));
        Assert.Equal(("Answered", $"{Correlation}"), (envelope.DetailType, envelope.Metadata!.CorrelationId));
    }

    [Fact]
    public async Task Forgets_what_was_not_saved()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);

        await SayAsync(worker, save: false);
        await SayAsync(worker, save: true);
        var published = await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);

        Assert.Single(published);
    }

    [Fact]
    public async Task Keeps_an_event_while_the_bus_is_not_there()
    {
        await using var worker = await WorkerHarness.StartAsync(provision: false, database: database);

        await SayAsync(worker, save: true);
        var kept = await UnsentAsync(worker);
        await worker.ProvisionAsync();

        Assert.Equal(1, kept);
        await Eventually.UntilAsync(async () => await UnsentAsync(worker) == 0);
    }

    [Fact]
    public async Task Has_metrics_of_what_waits_and_for_how_long()
    {
        await using var worker = await WorkerHarness.StartAsync(provision: false, database: database);
        var meters = worker.Services.GetRequiredService<IMeterFactory>();
        var (unsent, oldest) = (-1, -1.0);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, own) =>
        {
            if (instrument.Meter.Scope == meters && instrument.Name.StartsWith("workers.outbox.", StringComparison.Ordinal))
                own.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) =>
        {
            if (instrument.Name == "workers.outbox.unsent")
                unsent = value;
        });
        listener.SetMeasurementEventCallback<double>((_, value, _, _) => oldest = value);
        listener.Start();

        await SayAsync(worker, save: true);
        await UntilAsync(() => unsent == 1 && oldest > 0);
        await worker.ProvisionAsync();
        await UntilAsync(() => unsent == 0 && oldest == 0);

        Task UntilAsync(Func<bool> condition) => Eventually.UntilAsync(() =>
        {
            listener.RecordObservableInstruments();
            return Task.FromResult(condition());
        });
    }

    [Fact]
    public async Task Is_empty_when_all_is_published()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);

        await SayAsync(worker, save: true);
        await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);

        await Eventually.UntilAsync(async () => await UnsentAsync(worker) == 0);
    }

    [Fact]
    public async Task What_a_killed_process_left_is_published_when_its_lease_is_over()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);

        await LeaveAsync(worker, [Left(0)]);
        var published = await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);

        Assert.Contains("\"left\":0", published[0].Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_another_process_holds_is_left_to_it()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);

        var held = Left(0);
        held.NotBefore = DateTimeOffset.UtcNow.AddHours(1).UtcTicks;
        await LeaveAsync(worker, [held, Left(1)]);
        await Eventually.UntilAsync(async () => await UnsentAsync(worker) == 1);

        Assert.Contains("\"left\":1", Assert.Single(await worker.TakeAsync("tap")).Body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sweepers_at_the_same_time_take_no_row_twice()
    {
        await using var worker = await WorkerHarness.StartAsync(provision: false, database: database);
        var late = DateTimeOffset.UtcNow.AddHours(2).UtcTicks;
        var clock = new DatabaseClock(TimeProvider.System);
        await LeaveAsync(worker, [.. Enumerable.Range(0, 100).Select(number =>
        {
            // Out of reach of the worker's own sweeper, whose clock is not late.
            var entry = Left(number);
            entry.NotBefore = DateTimeOffset.UtcNow.AddHours(1).UtcTicks;
            return entry;
        })]);

        var taken = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            await using var scope = worker.Services.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<AnswerDbContext>();
            return await db.LeaseAsync(new CommittedEvents(clock, TimeProvider.System), count: 30, late, TestContext.Current.CancellationToken);
        })));

        var sequences = taken.SelectMany(entries => entries.Select(entry => entry.Sequence)).ToList();
        Assert.Equal((100, 100), (sequences.Count, sequences.Distinct().Count()));
        Assert.All(taken, entries => Assert.Equal(entries.OrderBy(entry => entry.Sequence), entries));
    }

    private static OutboxEntry Left(int number) => new()
    {
        EventId = Guid.NewGuid(),
        Source = "tests",
        DetailType = "Answered",
        Detail = Encoding.UTF8.GetBytes($$"""{"left":{{number}}}"""),
        OccurredAt = DateTimeOffset.UtcNow.UtcTicks,
    };

    private static async Task LeaveAsync(WorkerHarness worker, IReadOnlyList<OutboxEntry> entries)
    {
        await using var scope = worker.Services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AnswerDbContext>();
        await db.BeginAsync(TestContext.Current.CancellationToken);
        foreach (var entry in entries)
        {
            await db.Database.ExecuteSqlAsync(
                $"""
                INSERT INTO "Outbox" ("EventId", "Source", "DetailType", "Detail", "OccurredAt", "Failures", "NotBefore")
                VALUES ({entry.EventId}, {entry.Source}, {entry.DetailType}, {entry.Detail}, {entry.OccurredAt}, 0, {entry.NotBefore})
                """,
                TestContext.Current.CancellationToken);
        }

        await db.CommitAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<int> UnsentAsync(WorkerHarness worker) =>
        (await worker.Http.GetFromJsonAsync<JsonObject>("/outbox", TestContext.Current.CancellationToken))!["unsent"]!.GetValue<int>();

    private static async Task SayAsync(WorkerHarness worker, bool save)
    {
        await using var scope = worker.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IEventOutbox>().AddAsync(
            new Answered("hello"), Correlation, TestContext.Current.CancellationToken);
        if (save)
            await scope.ServiceProvider.GetRequiredService<AnswerDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}

public sealed class OutboxTestsOnSqlite() : OutboxTests(DatabaseKind.Sqlite);

public sealed class OutboxTestsOnPostgres() : OutboxTests(DatabaseKind.Postgres);

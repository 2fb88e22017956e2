using Postgres.Testing;
using Serilog.Events;

namespace Workers.Hosting.Tests.Hosting;

public abstract class InboxTests(DatabaseKind database)
{
    [Fact]
    public async Task A_second_delivery_is_passed_over()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);
        var message = WorkerHarness.Event("twice", Guid.NewGuid());

        await worker.DeliverAsync(message);
        await worker.DeliverAsync(message);
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0);

        Assert.Equal(1, (await worker.AnswersAsync())["twice"]);
    }

    [Fact]
    public async Task Of_two_copies_at_the_same_moment_one_has_its_effect()
    {
        await using var worker = await WorkerHarness.CreateAsync(database: database);

        await MeetAsync(worker);

        Assert.Equal(1, (await worker.AnswersAsync())["same moment"]);
    }

    [Fact]
    public async Task The_other_one_is_passed_over_without_an_error()
    {
        await using var worker = await WorkerHarness.CreateAsync(database: database);

        await MeetAsync(worker, LogEventLevel.Information);

        Assert.DoesNotContain(worker.Log.Events, said => said.Level > LogEventLevel.Information);
        Assert.Contains(worker.Log.Events, said => said.RenderMessage().Contains("skipped", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Neither_of_them_is_dead_lettered()
    {
        await using var worker = await WorkerHarness.CreateAsync(database: database);

        await MeetAsync(worker);

        Assert.Empty(await worker.TakeAsync("answers-dlq"));
    }

    [Fact]
    public async Task A_consumer_that_saves_itself_keeps_what_it_does_after_that()
    {
        await using var worker = await WorkerHarness.CreateAsync(database: database);
        worker.Behavior.SavesItself = true;
        await worker.RunAsync();

        await worker.DeliverAsync(WorkerHarness.Event("in two steps"));

        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).GetValueOrDefault("in two steps") == 2);
    }

    [Fact]
    public async Task Other_events_about_the_same_subject_are_done()
    {
        await using var worker = await WorkerHarness.StartAsync(database: database);

        await worker.DeliverAsync(WorkerHarness.Event("again"));
        await worker.DeliverAsync(WorkerHarness.Event("again"));

        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).GetValueOrDefault("again") == 2);
    }

    /// <summary>Has two copies of an event handled at the same moment, and waits until both are settled.</summary>
    private static async Task MeetAsync(WorkerHarness worker, LogEventLevel logLevel = LogEventLevel.Fatal)
    {
        var message = WorkerHarness.Event("same moment", Guid.NewGuid());
        await worker.DeliverAsync(message);
        await worker.DeliverAsync(message);
        using var meeting = new Barrier(2, _ => worker.Behavior.Meeting = null);
        worker.Behavior.Meeting = meeting;

        await worker.RunAsync(logLevel);
        await Eventually.UntilAsync(async () => await worker.DepthAsync() == 0 && (await worker.AnswersAsync()).Count > 0);
    }
}

public sealed class InboxTestsOnSqlite() : InboxTests(DatabaseKind.Sqlite);

public sealed class InboxTestsOnPostgres() : InboxTests(DatabaseKind.Postgres);

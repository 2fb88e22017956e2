using Postgres.Testing;

namespace Workers.Hosting.Tests.Sagas;

/// <summary>How events find their instances, and what happens to those.</summary>
public abstract class SagaCorrelationTests(DatabaseKind database)
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_changes_each_instance_that_its_query_finds_once()
    {
        await using var saga = await StartAsync(new TicketOpened("a1"), new TicketOpened("a2"), new TicketOpened("b1"));
        var comment = (new TicketsCommented("a"), Guid.NewGuid());

        await saga.DeliverAsync(comment, comment);
        await saga.Aws.UntilIdleAsync(cancellationToken: Token);

        Assert.Equal(["a1: 1", "a2: 1", "b1: 0"], await TicketsAsync(saga));
        Assert.Empty(await saga.DeadLettersAsync());
    }

    [Fact]
    public async Task Events_at_the_same_moment_create_one_instance_for_the_query()
    {
        await using var saga = await StartAsync([.. Enumerable.Range(0, 20).Select(_ => new TicketOpened("a1"))]);

        Assert.Equal(["a1: 0"], await TicketsAsync(saga));
        Assert.Empty(await saga.DeadLettersAsync());
    }

    [Fact]
    public async Task A_finished_instance_is_deleted()
    {
        await using var saga = await StartAsync(new TicketOpened("a1"), new TicketOpened("a2"));

        await saga.DeliverAsync(new TicketClosed("a1"));
        await saga.Aws.UntilIdleAsync(cancellationToken: Token);

        Assert.Equal(["a2: 0"], await TicketsAsync(saga));
    }

    [Fact]
    public async Task An_event_of_a_missing_instance_is_discarded_if_the_saga_says_so()
    {
        await using var saga = await StartAsync(new TicketsCommented("a"));

        Assert.Empty(await TicketsAsync(saga));
        Assert.Empty(await saga.DeadLettersAsync());
    }

    [Fact]
    public async Task An_event_of_a_missing_instance_is_dead_lettered_if_the_saga_says_so()
    {
        await using var saga = await StartAsync(new TicketClosed("a1"));

        Assert.Contains("An existing saga instance was not found", Assert.Single(await saga.DeadLettersAsync()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_read_only_event_changes_nothing()
    {
        await using var saga = await StartAsync(new TicketOpened("a1"));

        await saga.DeliverAsync(new TicketRead("a1"));
        await saga.Aws.UntilIdleAsync(cancellationToken: Token);

        Assert.Equal(["a1: 0"], await TicketsAsync(saga));
    }

    [Fact]
    public async Task InsertOnInitial_inserts_the_instance_before_its_first_event_is_handled()
    {
        var id = Guid.NewGuid();
        await using var saga = await StartAsync([.. Enumerable.Range(0, 10).Select(_ => new TicketImported(id, "a1"))]);

        Assert.Equal(["a1 1 Open"], await saga.StatesAsync<TicketDbContext, string>(
            db => db.Tickets.Select(ticket => $"{ticket.Number} {ticket.RowsAtFirst} {ticket.CurrentState}")));
        Assert.Empty(await saga.DeadLettersAsync());
    }

    private static Task<List<string>> TicketsAsync(SagaHarness saga) => saga.StatesAsync<TicketDbContext, string>(
        db => db.Tickets.OrderBy(ticket => ticket.Number).Select(ticket => $"{ticket.Number}: {ticket.Comments}"));

    /// <summary>Starts the worker, and has it handle the first events.</summary>
    private async Task<SagaHarness> StartAsync(params IEnumerable<object> first)
    {
        var saga = await SagaHarness.StartAsync(database, worker =>
        {
            worker.AddStore<TicketDbContext>(store => store.UseSqlite().UsePostgreSql());
            worker.AddSagaStateMachine<TicketSaga, TicketState>();
        });
        await saga.DeliverAsync(first);
        await saga.Aws.UntilIdleAsync(cancellationToken: Token);
        return saga;
    }
}

public sealed class SagaCorrelationTestsOnSqlite() : SagaCorrelationTests(DatabaseKind.Sqlite);

public sealed class SagaCorrelationTestsOnPostgres() : SagaCorrelationTests(DatabaseKind.Postgres);

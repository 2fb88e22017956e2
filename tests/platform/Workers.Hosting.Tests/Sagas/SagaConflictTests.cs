using MassTransit;
using Postgres.Testing;

namespace Workers.Hosting.Tests.Sagas;

/// <summary>Events of one instance that are handled at the same moment.</summary>
public abstract class SagaConflictTests(DatabaseKind database)
{
    private readonly Guid _order = Guid.NewGuid();
    private readonly Meeting _meeting = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory, InlineData(false), InlineData(true)]
    public async Task Of_two_events_the_second_reads_the_instance_of_the_first(bool existsBefore)
    {
        await using var saga = await StartAsync();
        if (existsBefore)
        {
            await saga.DeliverAsync(new OrderCreated(_order));
            await saga.Aws.UntilIdleAsync(cancellationToken: Token);
        }

        _meeting.IsOpen = true;
        await saga.DeliverAsync(new StockReserved(_order), new PaymentDeclined(_order));
        await saga.Aws.UntilIdleAsync(cancellationToken: Token);

        Assert.Empty(await saga.DeadLettersAsync());
        Assert.Equal([_order], await saga.ReleasedAsync());
        Assert.Equal(3, _meeting.Attempts);
    }

    [Fact]
    public async Task Of_two_copies_of_an_event_the_second_is_skipped()
    {
        await using var saga = await StartAsync();
        var copy = (new StockReserved(_order), Guid.NewGuid());

        _meeting.IsOpen = true;
        await saga.DeliverAsync(copy, copy);
        await saga.Aws.UntilIdleAsync(cancellationToken: Token);

        Assert.Empty(await saga.DeadLettersAsync());
        Assert.Equal([0], await saga.StatesAsync<FulfilmentDbContext, int>(db => db.Orders.Select(order => order.Version)));
        Assert.Equal(2, _meeting.Attempts);
    }

    private Task<SagaHarness> StartAsync() => SagaHarness.StartAsync(database, worker =>
    {
        worker.AddStore<FulfilmentDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddSagaStateMachine<OrderSaga, OrderSagaState>(configure: saga => saga.UseFilter(_meeting));
    });
}

public sealed class SagaConflictTestsOnSqlite() : SagaConflictTests(DatabaseKind.Sqlite);

public sealed class SagaConflictTestsOnPostgres() : SagaConflictTests(DatabaseKind.Postgres);

using MassTransit;
using Postgres.Testing;

namespace Workers.Hosting.Tests.Sagas;

/// <summary>A saga that releases the stock of an order whose payment is declined.</summary>
public abstract class OrderSagaTests(DatabaseKind database)
{
    private readonly Guid _order = Guid.NewGuid();

    public static TheoryData<string> Orders =>
        ["created reserved declined", "declined created reserved", "reserved declined created", "declined reserved created"];

    [Theory, MemberData(nameof(Orders))]
    public async Task In_each_order_of_its_events_the_stock_is_released_once(string order)
    {
        await using var saga = await SagaHarness.StartAsync(database, FulfilmentWorker.Configure);

        foreach (var name in order.Split(' '))
        {
            await saga.DeliverAsync(Named(name));
            await saga.Aws.UntilIdleAsync(cancellationToken: TestContext.Current.CancellationToken);
        }

        await AssertCompensatedAsync(saga);
    }

    [Fact]
    public async Task Copies_of_events_at_the_same_moment_release_the_stock_once()
    {
        await using var saga = await SagaHarness.StartAsync(database, FulfilmentWorker.Configure);
        (object, Guid)[] events = [.. new[] { "created", "reserved", "declined" }.Select(name => (Named(name), Guid.NewGuid()))];

        await saga.DeliverAsync(events.Concat(events).Concat(events.Reverse()));
        await saga.Aws.UntilIdleAsync(cancellationToken: TestContext.Current.CancellationToken);

        await AssertCompensatedAsync(saga);
    }

    [Fact]
    public async Task An_attempt_that_throws_after_its_work_leaves_nothing()
    {
        var attempts = 0;
        await using var saga = await SagaHarness.StartAsync(database, worker =>
        {
            worker.AddStore<FulfilmentDbContext>(store => store.UseSqlite().UsePostgreSql());
            worker.AddSagaStateMachine<OrderSaga, OrderSagaState>(configure: saga => saga.UseFilter(new ThrowsAfter(() => ++attempts % 3 != 0)));
        });

        foreach (var name in new[] { "reserved", "declined" })
        {
            await saga.DeliverAsync(Named(name));
            await saga.Aws.UntilIdleAsync(cancellationToken: TestContext.Current.CancellationToken);
        }

        await AssertCompensatedAsync(saga);
        Assert.Equal(6, attempts);
        Assert.Equal([1], await saga.StatesAsync<FulfilmentDbContext, int>(db => db.Orders.Select(order => order.Version)));
    }

    private object Named(string name) => name switch
    {
        "created" => new OrderCreated(_order),
        "reserved" => new StockReserved(_order),
        _ => new PaymentDeclined(_order),
    };

    private async Task AssertCompensatedAsync(SagaHarness saga)
    {
        Assert.Empty(await saga.DeadLettersAsync());
        Assert.Equal([_order], await saga.ReleasedAsync());
        Assert.Equal(["Compensated"], await saga.StatesAsync<FulfilmentDbContext, string>(db => db.Orders.Select(order => order.CurrentState)));
    }
}

/// <summary>Fails attempts whose work is done, before the commit.</summary>
internal sealed class ThrowsAfter(Func<bool> throws) : IFilter<SagaConsumeContext<OrderSagaState>>
{
    public async Task Send(SagaConsumeContext<OrderSagaState> context, IPipe<SagaConsumeContext<OrderSagaState>> next)
    {
        await next.Send(context);
        if (throws())
            throw new InvalidOperationException("not now");
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("throws");
}

public sealed class OrderSagaTestsOnSqlite() : OrderSagaTests(DatabaseKind.Sqlite);

public sealed class OrderSagaTestsOnPostgres() : OrderSagaTests(DatabaseKind.Postgres);

using System.Data.Common;
using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Workers.LocalAws.Faults;

namespace Workers.Hosting.Tests.Sagas;

public abstract class SagaLoadTests(DatabaseKind database)
{
    private const int Count = 1000;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Of_a_thousand_orders_under_failures_and_duplicates_each_is_compensated_once()
    {
        var (works, commits) = (0, 0);
        await using var saga = await SagaHarness.StartAsync(database, worker =>
        {
            worker.AddStore<FulfilmentDbContext>(store => store.UseSqlite().UsePostgreSql());
            worker.AddSagaStateMachine<OrderSaga, OrderSagaState>(
                configure: saga => saga.UseFilter(new ThrowsAfter(() => Interlocked.Increment(ref works) % 7 == 0)));
            worker.Services.ConfigureDbContext<FulfilmentDbContext>(options => options.AddInterceptors(
                new FailingCommits(() => Interlocked.Increment(ref commits) % 11 == 0)));
        });
        Guid[] orders = [.. Enumerable.Range(0, Count).Select(_ => Guid.NewGuid())];
        saga.Aws.Server.Faults = new FaultSettings { Duplicate = 0.1, Reorder = 0.1, Operations = ["sqs:ReceiveMessage"], Seed = 1 };

        await saga.DeliverAsync(Events(orders));
        await saga.Aws.UntilIdleAsync(TimeSpan.FromMinutes(2), Token);

        Assert.Empty(await saga.DeadLettersAsync());
        Assert.Equal(orders.Order(), (await saga.ReleasedAsync()).Order());
        Assert.Equal(Count, (await saga.StatesAsync<FulfilmentDbContext, string>(
            db => db.Orders.Where(order => order.CurrentState == "Compensated").Select(order => order.CurrentState))).Count);
    }

    /// <summary>In groups of orders, in any order: events of the same order are often handled at the same moment.</summary>
    private static IEnumerable<object> Events(IEnumerable<Guid> orders)
    {
        var random = new Random(1);
        foreach (var group in orders.Chunk(50))
        {
            object[] events =
            [
                .. group.SelectMany(order => new object[] { new OrderCreated(order), new StockReserved(order), new PaymentDeclined(order) }),
            ];
            random.Shuffle(events);
            foreach (var one in events)
                yield return one;
        }
    }

    // Not those of the outbox, which are not of a saga.
    private sealed class FailingCommits(Func<bool> fails) : DbTransactionInterceptor
    {
        public override ValueTask<InterceptionResult> TransactionCommittingAsync(
            DbTransaction transaction, TransactionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            eventData.Context is FulfilmentDbContext { Orders.Local.Count: > 0 } && fails()
                ? throw new InvalidOperationException("not now")
                : ValueTask.FromResult(result);
    }
}

public sealed class SagaLoadTestsOnSqlite() : SagaLoadTests(DatabaseKind.Sqlite);

public sealed class SagaLoadTestsOnPostgres() : SagaLoadTests(DatabaseKind.Postgres);

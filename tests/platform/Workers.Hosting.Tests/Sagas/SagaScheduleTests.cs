using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Postgres.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Sagas;

/// <summary>A saga that cancels an order which is not paid in time.</summary>
public abstract class SagaScheduleTests(DatabaseKind database)
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Late = TimeSpan.FromHours(1);

    private readonly Guid _order = Guid.NewGuid();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_scheduled_message_reaches_its_instance_when_it_is_due()
    {
        await using var saga = await StartAsync(Soon);

        await saga.DeliverAsync(new OrderCreated(_order));

        await UntilAsync(saga, "Cancelled");
        await UntilCancelledAsync(saga);
        Assert.Empty(await saga.DeadLettersAsync());
    }

    [Fact]
    public async Task An_unscheduled_message_is_not_sent()
    {
        await using var saga = await StartAsync(Late);
        await saga.DeliverAsync(new OrderCreated(_order));
        await UntilAsync(saga, "Waiting");
        var scheduled = await ScheduledAsync(saga);

        await saga.DeliverAsync(new PaymentCharged(_order));
        await UntilAsync(saga, "Paid");

        Assert.Equal((1, 0), (scheduled, await ScheduledAsync(saga)));
    }

    [Fact]
    public async Task A_message_that_is_scheduled_again_is_sent_once()
    {
        await using var saga = await StartAsync(Late);
        await saga.DeliverAsync(new OrderCreated(_order));
        await UntilAsync(saga, "Waiting");
        var first = await TokenAsync(saga);

        await saga.DeliverAsync(new PaymentPromised(_order));
        await Eventually.UntilAsync(async () => await TokenAsync(saga) != first);

        Assert.Equal(1, await ScheduledAsync(saga));
    }

    [Fact]
    public async Task A_scheduled_message_has_the_token_that_the_instance_keeps()
    {
        await using var saga = await StartAsync(Late);

        await saga.DeliverAsync(new OrderCreated(_order));
        await UntilAsync(saga, "Waiting");

        var detail = Assert.Single(await saga.StatesAsync<CheckoutDbContext, byte[]>(db => db.Outbox.Select(entry => entry.Detail)));
        var token = JsonNode.Parse(detail)!["metadata"]!["schedulingToken"]!.GetValue<Guid>();
        Assert.Equal(await TokenAsync(saga), token);
    }

    [Fact]
    public async Task A_message_that_was_on_its_way_when_it_was_unscheduled_is_ignored()
    {
        await using var saga = await StartAsync(Late);
        await saga.DeliverAsync(new OrderCreated(_order));
        await UntilAsync(saga, "Waiting");

        await saga.DeliverAsync(new PaymentLimitReached(_order), schedulingToken: Guid.NewGuid());
        await saga.Aws.UntilIdleAsync(cancellationToken: Token);
        var afterStale = await StateAsync(saga);
        await saga.DeliverAsync(new PaymentLimitReached(_order), schedulingToken: (await TokenAsync(saga))!.Value);

        await UntilAsync(saga, "Cancelled");
        Assert.Equal("Waiting", afterStale);
        Assert.Empty(await saga.DeadLettersAsync());
    }

    [Fact]
    public async Task A_scheduled_message_survives_a_restart()
    {
        await using var saga = await StartAsync(Soon * 3);
        await saga.DeliverAsync(new OrderCreated(_order));
        await UntilAsync(saga, "Waiting");

        await saga.RestartAsync();

        await UntilAsync(saga, "Cancelled");
        await UntilCancelledAsync(saga);
    }

    private Task<SagaHarness> StartAsync(TimeSpan limit) => SagaHarness.StartAsync(database, worker =>
    {
        worker.Services.AddSingleton(new PaymentLimit(limit));
        worker.AddStore<CheckoutDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddSagaStateMachine<CheckoutSaga, CheckoutState>();
    });

    private async Task UntilCancelledAsync(SagaHarness saga)
    {
        var cancelled = await saga.Aws.UntilPublishedAsync(one => one.DetailType == "OrderCancelled", cancellationToken: Token);
        Assert.Equal(_order, cancelled.Data<OrderCancelled>().OrderId);
    }

    private static Task UntilAsync(SagaHarness saga, string state) => Eventually.UntilAsync(async () => await StateAsync(saga) == state);

    private static async Task<string?> StateAsync(SagaHarness saga) =>
        (await saga.StatesAsync<CheckoutDbContext, string>(db => db.Checkouts.Select(order => order.CurrentState))).SingleOrDefault();

    private static async Task<Guid?> TokenAsync(SagaHarness saga) =>
        (await saga.StatesAsync<CheckoutDbContext, Guid?>(db => db.Checkouts.Select(order => order.LimitToken))).Single();

    private static async Task<int> ScheduledAsync(SagaHarness saga) =>
        (await saga.StatesAsync<CheckoutDbContext, long>(db => db.Outbox.Select(entry => entry.Sequence))).Count;
}

public sealed class SagaScheduleOnSqliteTests() : SagaScheduleTests(DatabaseKind.Sqlite);

public sealed class SagaScheduleOnPostgresTests() : SagaScheduleTests(DatabaseKind.Postgres);

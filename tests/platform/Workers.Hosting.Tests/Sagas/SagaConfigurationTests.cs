using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Workers.Hosting.Store;
using Workers.Hosting.Subscriptions;

namespace Workers.Hosting.Tests.Sagas;

/// <summary>The registration of a saga.</summary>
public sealed class SagaConfigurationTests : IDisposable
{
    private readonly string _file = Path.Combine(Path.GetTempPath(), $"subscription-{Guid.NewGuid():N}.json");

    [Fact]
    public async Task A_worker_without_a_store_is_refused() => Assert.Contains(
        "this worker has no store for its instances: add one with AddStore",
        await RefusalAsync(worker => worker.AddSagaStateMachine<OrderSaga, OrderSagaState>()),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_state_that_the_store_does_not_have_is_refused_with_the_mapping() => Assert.Contains(
        $"{typeof(OrderSagaState)} is the state of a saga, and is not in the model of the store: add modelBuilder.Entity<OrderSagaState>(saga => saga.HasKey(row => row.CorrelationId)) to OnModelCreating of Unmapped",
        await RefusalAsync(At<Unmapped>),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_state_without_a_concurrency_token_is_refused() => Assert.Contains(
        "has no concurrency token",
        await RefusalAsync(At<Unprotected>),
        StringComparison.Ordinal);

    [Fact]
    public async Task A_state_with_another_key_is_refused() => Assert.Contains(
        "is not CorrelationId",
        await RefusalAsync(At<OtherKey>),
        StringComparison.Ordinal);

    [Fact]
    public async Task Two_sagas_with_the_same_state_are_refused() => Assert.Contains(
        "is the state of two sagas",
        await RefusalAsync(worker =>
        {
            FulfilmentWorker.Configure(worker);
            worker.AddSagaStateMachine<OtherSaga, OrderSagaState>();
        }),
        StringComparison.Ordinal);

    [Fact]
    public void A_pattern_that_matches_none_of_its_events_is_refused_with_their_names() => Assert.Contains(
        "The consumers handle shop.orders/OrderCreated, shop.stock/StockReserved, shop.payments/PaymentDeclined",
        Assert.Throws<SubscriptionException>(() => Create(FulfilmentWorker.Configure, """{ "source": ["others"] }""")).Message,
        StringComparison.Ordinal);

    [Fact]
    public async Task The_inbox_has_the_name_of_the_state_machine_or_the_given_one()
    {
        await using var unnamed = await SagaHarness.StartAsync(DatabaseKind.Sqlite, FulfilmentWorker.Configure);
        await using var named = await SagaHarness.StartAsync(DatabaseKind.Sqlite, worker =>
        {
            worker.AddStore<FulfilmentDbContext>(store => store.UseSqlite());
            worker.AddSagaStateMachine<OrderSaga, OrderSagaState>("former name");
        });

        Assert.Equal([typeof(OrderSaga).FullName!], await ConsumersAsync(unnamed));
        Assert.Equal(["former name"], await ConsumersAsync(named));
    }

    [Fact]
    public async Task A_definition_configures_the_saga()
    {
        await using var saga = await SagaHarness.StartAsync(DatabaseKind.Sqlite, worker =>
        {
            worker.Services.AddSingleton<Meeting>();
            worker.AddStore<FulfilmentDbContext>(store => store.UseSqlite());
            worker.AddSagaStateMachine<OrderSaga, OrderSagaState, Definition>();
        });
        var meeting = saga.Worker.Services.GetRequiredService<Meeting>();

        meeting.IsOpen = true;
        await saga.DeliverAsync(new OrderCreated(Guid.NewGuid()), new OrderCreated(Guid.NewGuid()));
        await saga.Aws.UntilIdleAsync(cancellationToken: TestContext.Current.CancellationToken);

        Assert.Equal(2, meeting.Attempts);
    }

    public void Dispose() => File.Delete(_file);

    private static async Task<List<string>> ConsumersAsync(SagaHarness saga)
    {
        await saga.DeliverAsync(new OrderCreated(Guid.NewGuid()));
        await saga.Aws.UntilIdleAsync(cancellationToken: TestContext.Current.CancellationToken);
        return await saga.StatesAsync<FulfilmentDbContext, string>(db => db.Inbox.Select(entry => entry.Consumer));
    }

    private static void At<TContext>(WorkerBuilder worker)
        where TContext : DbContext
    {
        worker.AddStore<TContext>(store => store.UseSqlite());
        worker.AddSagaStateMachine<OrderSaga, OrderSagaState>();
    }

    private async Task<string> RefusalAsync(Action<WorkerBuilder> configure)
    {
        var refused = await Assert.ThrowsAnyAsync<ConfigurationException>(async () =>
        {
            await using var app = Create(configure, """{ "source": [{ "prefix": "shop." }] }""");
            _ = app.Services.GetRequiredService<IBus>();
        });
        return refused.InnerException?.Message ?? refused.Message;
    }

    private Microsoft.AspNetCore.Builder.WebApplication Create(Action<WorkerBuilder> configure, string pattern)
    {
        File.WriteAllText(_file, $$"""{ "queue": "fulfilment", "pattern": {{pattern}} }""");
        return WorkerApplication.Create(["--SubscriptionFile", _file, "--LogLevel", "Fatal"], configure);
    }

    private sealed class OtherSaga : MassTransitStateMachine<OrderSagaState>;

    private sealed class Definition : SagaDefinition<OrderSagaState>
    {
        protected override void ConfigureSaga(
            IReceiveEndpointConfigurator endpointConfigurator, ISagaConfigurator<OrderSagaState> sagaConfigurator, IRegistrationContext context) =>
            sagaConfigurator.UseFilter(context.GetRequiredService<Meeting>());
    }

    private sealed class Unmapped(DbContextOptions<Unmapped> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddInboxAndOutbox();
    }

    private sealed class Unprotected(DbContextOptions<Unprotected> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.AddInboxAndOutbox().Entity<OrderSagaState>(saga => saga.HasKey(row => row.CorrelationId));
    }

    private sealed class OtherKey(DbContextOptions<OtherKey> options) : DbContext(options)
    {
        protected override void OnModelCreating(ModelBuilder modelBuilder) =>
            modelBuilder.AddInboxAndOutbox().Entity<OrderSagaState>(saga => saga.HasKey(row => row.CurrentState));
    }
}

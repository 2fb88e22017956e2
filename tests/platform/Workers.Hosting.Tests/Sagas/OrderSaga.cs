using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Contracts;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Sagas;

// The saga of the guide "A saga", which shows parts of this file.

[Event("shop.orders", "OrderCreated")]
public sealed record OrderCreated(Guid OrderId);

[Event("shop.stock", "StockReserved")]
public sealed record StockReserved(Guid OrderId);

[Event("shop.payments", "PaymentDeclined")]
public sealed record PaymentDeclined(Guid OrderId);

[Event("shop.fulfilment", "StockReleaseRequested")]
public sealed record StockReleaseRequested(Guid OrderId);

public sealed class OrderSagaState : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public int Version { get; set; }
}

public sealed class OrderSaga : MassTransitStateMachine<OrderSagaState>
{
    public OrderSaga()
    {
        InstanceState(order => order.CurrentState);
        Event(() => OrderCreated, created => created.CorrelateById(context => context.Message.OrderId));
        Event(() => StockReserved, reserved => reserved.CorrelateById(context => context.Message.OrderId));
        Event(() => PaymentDeclined, declined => declined.CorrelateById(context => context.Message.OrderId));

        // Events come in any order, so each of them can be the first.
        Initially(
            When(OrderCreated).TransitionTo(Created),
            When(StockReserved).TransitionTo(Reserved),
            When(PaymentDeclined).TransitionTo(Declined));
        During(Created,
            When(StockReserved).TransitionTo(Reserved),
            When(PaymentDeclined).TransitionTo(Declined));
        During(Reserved,
            When(PaymentDeclined).Publish(order => new StockReleaseRequested(order.Saga.CorrelationId)).TransitionTo(Compensated));
        During(Declined,
            When(StockReserved).Publish(order => new StockReleaseRequested(order.Saga.CorrelationId)).TransitionTo(Compensated));

        // It may come last, and publishers may say anything twice.
        DuringAny(Ignore(OrderCreated));
        During(Reserved, Compensated, Ignore(StockReserved));
        During(Declined, Compensated, Ignore(PaymentDeclined));
    }

    public State Created { get; private set; } = null!;

    public State Reserved { get; private set; } = null!;

    public State Declined { get; private set; } = null!;

    public State Compensated { get; private set; } = null!;

    public Event<OrderCreated> OrderCreated { get; private set; } = null!;

    public Event<StockReserved> StockReserved { get; private set; } = null!;

    public Event<PaymentDeclined> PaymentDeclined { get; private set; } = null!;
}

public sealed class FulfilmentDbContext(DbContextOptions<FulfilmentDbContext> options) : DbContext(options)
{
    public DbSet<OrderSagaState> Orders => Set<OrderSagaState>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddInboxAndOutbox().Entity<OrderSagaState>(saga =>
    {
        saga.HasKey(order => order.CorrelationId);
        saga.Property(order => order.Version).IsConcurrencyToken();
    });
}

[DbContext(typeof(FulfilmentDbContext))]
[Migration("1001_Orders")]
public sealed class Orders : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Orders",
        table => new
        {
            CorrelationId = table.Column<Guid>(),
            CurrentState = table.Column<string>(),
            Version = table.Column<int>(),
        },
        constraints: table => table.PrimaryKey("PK_Orders", order => order.CorrelationId));
}

public static class FulfilmentWorker
{
    public static void Configure(WorkerBuilder worker)
    {
        worker.AddStore<FulfilmentDbContext>(store => store.UseSqlite().UsePostgreSql());
        worker.AddSagaStateMachine<OrderSaga, OrderSagaState>();
    }
}

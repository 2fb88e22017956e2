using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Contracts;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Sagas;

[Event("shop.payments", "PaymentCharged")]
public sealed record PaymentCharged(Guid OrderId);

/// <summary>Gives the order a new limit.</summary>
[Event("shop.payments", "PaymentPromised")]
public sealed record PaymentPromised(Guid OrderId);

[Event("shop.checkout", "PaymentLimitReached")]
public sealed record PaymentLimitReached(Guid OrderId);

[Event("shop.fulfilment", "OrderCancelled")]
public sealed record OrderCancelled(Guid OrderId);

public sealed class CheckoutState : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public Guid? LimitToken { get; set; }

    public int Version { get; set; }
}

/// <summary>How long an order waits for its payment.</summary>
public sealed record PaymentLimit(TimeSpan Value);

public sealed class CheckoutSaga : MassTransitStateMachine<CheckoutState>
{
    public CheckoutSaga(PaymentLimit limit)
    {
        ArgumentNullException.ThrowIfNull(limit);
        InstanceState(order => order.CurrentState);
        Event(() => OrderCreated, created => created.CorrelateById(context => context.Message.OrderId));
        Event(() => PaymentPromised, promised => promised.CorrelateById(context => context.Message.OrderId));
        Event(() => PaymentCharged, charged => charged.CorrelateById(context => context.Message.OrderId));
        Schedule(() => Limit, order => order.LimitToken, schedule =>
        {
            schedule.Delay = limit.Value;
            schedule.Received = reached => reached.CorrelateById(context => context.Message.OrderId);
        });

        Initially(
            When(OrderCreated)
                .Schedule(Limit, order => new PaymentLimitReached(order.Saga.CorrelationId))
                .TransitionTo(Waiting),
            When(PaymentCharged).TransitionTo(Paid));
        During(Waiting,
            When(PaymentPromised).Schedule(Limit, order => new PaymentLimitReached(order.Saga.CorrelationId)),
            When(PaymentCharged).Unschedule(Limit).TransitionTo(Paid),
            When(Limit!.Received)
                .Publish(order => new OrderCancelled(order.Saga.CorrelationId))
                .TransitionTo(Cancelled));

        DuringAny(Ignore(OrderCreated));
        During(Paid, Cancelled, Ignore(PaymentCharged), Ignore(PaymentPromised));
    }

    public State Waiting { get; private set; } = null!;

    public State Paid { get; private set; } = null!;

    public State Cancelled { get; private set; } = null!;

    public Event<OrderCreated> OrderCreated { get; private set; } = null!;

    public Event<PaymentPromised> PaymentPromised { get; private set; } = null!;

    public Event<PaymentCharged> PaymentCharged { get; private set; } = null!;

    public Schedule<CheckoutState, PaymentLimitReached> Limit { get; private set; } = null!;
}

public sealed class CheckoutDbContext(DbContextOptions<CheckoutDbContext> options) : DbContext(options)
{
    public DbSet<CheckoutState> Checkouts => Set<CheckoutState>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddInboxAndOutbox().Entity<CheckoutState>(saga =>
    {
        saga.HasKey(order => order.CorrelationId);
        saga.Property(order => order.Version).IsConcurrencyToken();
    });
}

[DbContext(typeof(CheckoutDbContext))]
[Migration("1001_Checkouts")]
public sealed class Checkouts : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Checkouts",
        table => new
        {
            CorrelationId = table.Column<Guid>(),
            CurrentState = table.Column<string>(),
            LimitToken = table.Column<Guid>(nullable: true),
            Version = table.Column<int>(),
        },
        constraints: table => table.PrimaryKey("PK_Checkouts", order => order.CorrelationId));
}

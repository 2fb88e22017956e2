using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Contracts;
using Workers.Hosting.Store;

namespace Crashing.Worker;

[Event("tests", "Invoiced")]
public sealed record Invoiced(Guid OrderId);

[Event("tests", "Paid")]
public sealed record Paid(Guid OrderId);

/// <summary>What the saga publishes, when both have come.</summary>
[Event("tests", "Settled")]
public sealed record Settled(Guid OrderId);

/// <summary>The state of an order.</summary>
public sealed class Settlement : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    /// <summary>Events that it has handled.</summary>
    public int Events { get; set; }

    public int Version { get; set; }
}

/// <summary>A saga of two events that come in any order.</summary>
public sealed class Settling : MassTransitStateMachine<Settlement>
{
    public Settling()
    {
        InstanceState(order => order.CurrentState);
        Event(() => Invoiced, invoiced => invoiced.CorrelateById(context => context.Message.OrderId));
        Event(() => Paid, paid => paid.CorrelateById(context => context.Message.OrderId));

        Initially(
            When(Invoiced).Then(order => order.Saga.Events++).TransitionTo(Open),
            When(Paid).Then(order => order.Saga.Events++).TransitionTo(Prepaid));
        During(Open, When(Paid).Then(order => order.Saga.Events++).Publish(Settles).TransitionTo(Closed));
        During(Prepaid, When(Invoiced).Then(order => order.Saga.Events++).Publish(Settles).TransitionTo(Closed));
    }

    public State Open { get; private set; } = null!;

    public State Prepaid { get; private set; } = null!;

    public State Closed { get; private set; } = null!;

    public Event<Invoiced> Invoiced { get; private set; } = null!;

    public Event<Paid> Paid { get; private set; } = null!;

    private static Settled Settles(BehaviorContext<Settlement> order) => new(order.Saga.CorrelationId);
}

/// <summary>The database of the saga.</summary>
public sealed class SettlementDbContext(DbContextOptions<SettlementDbContext> options) : DbContext(options)
{
    public DbSet<Settlement> Settlements => Set<Settlement>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddInboxAndOutbox().Entity<Settlement>(saga =>
    {
        saga.HasKey(order => order.CorrelationId);
        saga.Property(order => order.Version).IsConcurrencyToken();
    });
}

/// <summary>Its tables.</summary>
[DbContext(typeof(SettlementDbContext))]
[Migration("1001_Settlements")]
public sealed class Settlements : Migration
{
    /// <inheritdoc />
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Settlements",
        table => new
        {
            CorrelationId = table.Column<Guid>(),
            CurrentState = table.Column<string>(),
            Events = table.Column<int>(),
            Version = table.Column<int>(),
        },
        constraints: table => table.PrimaryKey("PK_Settlements", order => order.CorrelationId));
}

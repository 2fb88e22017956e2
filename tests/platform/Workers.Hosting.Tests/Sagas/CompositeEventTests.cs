using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Postgres.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Sagas;

/// <summary>A saga whose composite event is raised when all of its events have come.</summary>
public abstract class CompositeEventTests(DatabaseKind database)
{
    private static readonly Guid[] Orders = [.. Enumerable.Range(0, 20).Select(_ => Guid.NewGuid())];

    [Fact]
    public async Task It_is_raised_once_in_whatever_order_the_events_and_their_copies_come()
    {
        await using var saga = await SagaHarness.StartAsync(database, worker =>
        {
            worker.AddStore<ParcelDbContext>(store => store.UseSqlite().UsePostgreSql());
            worker.AddSagaStateMachine<ParcelSaga, ParcelState>();
        });
        (object, Guid)[] events =
        [
            .. Orders.SelectMany(order => new (object, Guid)[] { (new StockReserved(order), Guid.NewGuid()), (new PaymentCharged(order), Guid.NewGuid()) }),
        ];
        (object, Guid)[] delivered = [.. events, .. events];
        new Random(1).Shuffle(delivered);

        await saga.DeliverAsync(delivered);
        await saga.Aws.UntilIdleAsync(TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);

        Assert.Empty(await saga.DeadLettersAsync());
        Assert.Equal(Orders.Order(), (await saga.ReleasedAsync()).Order());
    }
}

public sealed class CompositeEventOnSqliteTests() : CompositeEventTests(DatabaseKind.Sqlite);

public sealed class CompositeEventOnPostgresTests() : CompositeEventTests(DatabaseKind.Postgres);

public sealed class ParcelState : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    /// <summary>Which of the events have come.</summary>
    public int Events { get; set; }

    public int Version { get; set; }
}

public sealed class ParcelSaga : MassTransitStateMachine<ParcelState>
{
    public ParcelSaga()
    {
        InstanceState(order => order.CurrentState);
        Event(() => Reserved, reserved => reserved.CorrelateById(context => context.Message.OrderId));
        Event(() => Charged, charged => charged.CorrelateById(context => context.Message.OrderId));

        Initially(When(Reserved).TransitionTo(Collecting), When(Charged).TransitionTo(Collecting));
        During(Collecting, Ignore(Reserved), Ignore(Charged));
        CompositeEvent(() => Complete, order => order.Events, CompositeEventOptions.IncludeInitial, Reserved, Charged);
        DuringAny(When(Complete).Publish(order => new StockReleaseRequested(order.Saga.CorrelationId)));
    }

    public State Collecting { get; private set; } = null!;

    public Event<StockReserved> Reserved { get; private set; } = null!;

    public Event<PaymentCharged> Charged { get; private set; } = null!;

    public Event Complete { get; private set; } = null!;
}

public sealed class ParcelDbContext(DbContextOptions<ParcelDbContext> options) : DbContext(options)
{
    public DbSet<ParcelState> Parcels => Set<ParcelState>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddInboxAndOutbox().Entity<ParcelState>(saga =>
    {
        saga.HasKey(order => order.CorrelationId);
        saga.Property(order => order.Version).IsConcurrencyToken();
    });
}

[DbContext(typeof(ParcelDbContext))]
[Migration("1001_Parcels")]
public sealed class Parcels : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Parcels",
        table => new
        {
            CorrelationId = table.Column<Guid>(),
            CurrentState = table.Column<string>(),
            Events = table.Column<int>(),
            Version = table.Column<int>(),
        },
        constraints: table => table.PrimaryKey("PK_Parcels", order => order.CorrelationId));
}

using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Contracts;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Sagas;

/// <summary>Opens a ticket; found by its number.</summary>
[Event("shop.tickets", "TicketOpened")]
public sealed record TicketOpened(string Number);

/// <summary>Opens a ticket; found by its id.</summary>
[Event("shop.tickets", "TicketImported")]
public sealed record TicketImported(Guid TicketId, string Number);

/// <summary>Concerns all tickets whose numbers begin so; those that do not exist are nobody's concern.</summary>
[Event("shop.tickets", "TicketsCommented")]
public sealed record TicketsCommented(string Prefix);

/// <summary>Changes nothing.</summary>
[Event("shop.tickets", "TicketRead")]
public sealed record TicketRead(string Number);

/// <summary>Ends a ticket, which has to exist.</summary>
[Event("shop.tickets", "TicketClosed")]
public sealed record TicketClosed(string Number);

public sealed class TicketState : SagaStateMachineInstance, ISagaVersion
{
    public Guid CorrelationId { get; set; }

    public string CurrentState { get; set; } = "";

    public int Version { get; set; }

    public string Number { get; set; } = "";

    public int Comments { get; set; }

    /// <summary>Rows of this ticket that its first event found.</summary>
    public int RowsAtFirst { get; set; }
}

public sealed class TicketSaga : MassTransitStateMachine<TicketState>
{
    public TicketSaga()
    {
        InstanceState(ticket => ticket.CurrentState);
        Event(() => TicketOpened, opened => opened
            .CorrelateBy((ticket, context) => ticket.Number == context.Message.Number)
            .SelectId(_ => NewId.NextGuid()));
        Event(() => TicketImported, imported =>
        {
            imported.CorrelateById(context => context.Message.TicketId);
            imported.InsertOnInitial = true;
            imported.SetSagaFactory(context => new TicketState { CorrelationId = context.Message.TicketId, Number = context.Message.Number });
        });
        Event(() => TicketsCommented, commented => commented
            .CorrelateBy((ticket, context) => ticket.Number.StartsWith(context.Message.Prefix))
            .OnMissingInstance(missing => missing.Discard()));
        Event(() => TicketRead, read =>
        {
            read.CorrelateBy((ticket, context) => ticket.Number == context.Message.Number);
            read.ReadOnly = true;
        });
        Event(() => TicketClosed, closed => closed
            .CorrelateBy((ticket, context) => ticket.Number == context.Message.Number)
            .OnMissingInstance(missing => missing.Fault()));

        Initially(
            When(TicketOpened).Then(ticket => ticket.Saga.Number = ticket.Message.Number).TransitionTo(Open),
            When(TicketImported).Activity(count => count.OfType<CountRows>()).TransitionTo(Open));
        During(Open,
            Ignore(TicketOpened),
            Ignore(TicketImported),
            When(TicketsCommented).Then(ticket => ticket.Saga.Comments++),
            When(TicketRead).Then(ticket => ticket.Saga.Comments = -1),
            When(TicketClosed).Finalize());
        SetCompletedWhenFinalized();
    }

    public State Open { get; private set; } = null!;

    public Event<TicketOpened> TicketOpened { get; private set; } = null!;

    public Event<TicketImported> TicketImported { get; private set; } = null!;

    public Event<TicketsCommented> TicketsCommented { get; private set; } = null!;

    public Event<TicketRead> TicketRead { get; private set; } = null!;

    public Event<TicketClosed> TicketClosed { get; private set; } = null!;
}

/// <summary>Counts the rows with the context that is injected: that of the saga's transaction.</summary>
public sealed class CountRows(TicketDbContext db) : IStateMachineActivity<TicketState, TicketImported>
{
    public async Task Execute(BehaviorContext<TicketState, TicketImported> context, IBehavior<TicketState, TicketImported> next)
    {
        context.Saga.RowsAtFirst = await db.Tickets.CountAsync(ticket => ticket.Number == context.Message.Number, context.CancellationToken);
        await next.Execute(context);
    }

    public Task Faulted<TException>(
        BehaviorExceptionContext<TicketState, TicketImported, TException> context, IBehavior<TicketState, TicketImported> next)
        where TException : Exception => next.Faulted(context);

    public void Accept(StateMachineVisitor visitor) => visitor.Visit(this);

    public void Probe(ProbeContext context) => context.CreateScope("count-rows");
}

public sealed class TicketDbContext(DbContextOptions<TicketDbContext> options) : DbContext(options)
{
    public DbSet<TicketState> Tickets => Set<TicketState>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddInboxAndOutbox().Entity<TicketState>(saga =>
    {
        saga.HasKey(ticket => ticket.CorrelationId);
        saga.HasIndex(ticket => ticket.Number).IsUnique();
        saga.Property(ticket => ticket.Version).IsConcurrencyToken();
    });
}

[DbContext(typeof(TicketDbContext))]
[Migration("1001_Tickets")]
public sealed class Tickets : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Tickets",
            table => new
            {
                CorrelationId = table.Column<Guid>(),
                CurrentState = table.Column<string>(),
                Version = table.Column<int>(),
                Number = table.Column<string>(),
                Comments = table.Column<int>(),
                RowsAtFirst = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("PK_Tickets", ticket => ticket.CorrelationId));
        migrationBuilder.CreateIndex("IX_Tickets_Number", "Tickets", "Number", unique: true);
    }
}

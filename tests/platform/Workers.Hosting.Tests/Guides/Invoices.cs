using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Contracts;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Tests.Guides;

// The two workers of the guide "Testing", which shows parts of this file.

[Event("billing", "InvoiceSent")]
public sealed record InvoiceSent(string Number, decimal Amount);

[Event("payments", "PaymentRequested")]
public sealed record PaymentRequested(string Number, decimal Amount);

public sealed class RequestPayment : IConsumer<InvoiceSent>
{
    public Task Consume(ConsumeContext<InvoiceSent> context)
    {
        var (number, amount) = context.Message;
        return amount > 0
            ? context.Publish(new PaymentRequested(number, amount), context.CancellationToken)
            : throw new InvalidOperationException($"{number} has no amount.");
    }
}

public sealed class BookPayment(LedgerDbContext db) : IConsumer<PaymentRequested>
{
    public Task Consume(ConsumeContext<PaymentRequested> context)
    {
        db.Bookings.Add(new Booking { Number = context.Message.Number, Amount = context.Message.Amount });
        return Task.CompletedTask;
    }
}

public sealed class Booking
{
    public int Id { get; private set; }

    public required string Number { get; init; }

    public decimal Amount { get; init; }
}

public sealed class LedgerDbContext(DbContextOptions<LedgerDbContext> options) : DbContext(options)
{
    public DbSet<Booking> Bookings => Set<Booking>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddInboxAndOutbox();
}

[DbContext(typeof(LedgerDbContext))]
[Migration("1001_Bookings")]
public sealed class Bookings : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Bookings",
        table => new
        {
            Id = table.Column<int>().Identity(),
            Number = table.Column<string>(),
            Amount = table.Column<decimal>(),
        },
        constraints: table => table.PrimaryKey("PK_Bookings", booking => booking.Id));
}

public sealed class InvoiceDbContext(DbContextOptions<InvoiceDbContext> options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddInboxAndOutbox();
}

public static class InvoiceWorker
{
    public static void Configure(WorkerBuilder worker)
    {
        worker.AddStore<InvoiceDbContext>(store => store.UseSqlite());
        worker.AddConsumer<RequestPayment>();
    }
}

public static class LedgerWorker
{
    public static void Configure(WorkerBuilder worker)
    {
        worker.AddStore<LedgerDbContext>(store => store.UseSqlite());
        worker.AddConsumer<BookPayment>();
    }
}

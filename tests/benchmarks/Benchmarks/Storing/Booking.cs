using Benchmarks.Stand;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Contracts;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;

namespace Benchmarks.Storing;

/// <summary>The row that the consumers write.</summary>
internal sealed class Booking
{
    public int Id { get; private set; }

    public required string OrderId { get; init; }

    public required decimal Total { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    public static Booking Of(BenchmarkOrder order) => new() { OrderId = order.OrderId, Total = order.Total, PlacedAt = order.PlacedAt };
}

/// <summary>The event that they publish. No rule wants it.</summary>
[Event("benchmark.bookings", "OrderBooked")]
internal sealed record OrderBooked(string OrderId, decimal Total);

/// <summary>The rows with inbox and outbox.</summary>
internal sealed class StoreDbContext(DbContextOptions<StoreDbContext> options) : DbContext(options)
{
    public DbSet<Booking> Bookings => Set<Booking>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddInboxAndOutbox();
}

/// <summary>The rows alone.</summary>
internal sealed class PlainDbContext(DbContextOptions<PlainDbContext> options) : DbContext(options)
{
    public DbSet<Booking> Bookings => Set<Booking>();
}

[DbContext(typeof(StoreDbContext))]
[Migration("1001_Bookings")]
internal sealed class BookingsMigration : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Bookings",
        table => new
        {
            Id = table.Column<int>().Identity(),
            OrderId = table.Column<string>(),
            Total = table.Column<decimal>(),
            PlacedAt = table.Column<DateTimeOffset>(),
        },
        constraints: table => table.PrimaryKey("PK_Bookings", row => row.Id));
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;

namespace Soak.Storing;

/// <summary>The database of the workers with a store.</summary>
internal sealed class SoakDbContext(DbContextOptions<SoakDbContext> options) : DbContext(options)
{
    public DbSet<HandledEvent> Handled => Set<HandledEvent>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddInboxAndOutbox();
}

/// <summary>That an event was handled by one kind of consumer. Nothing keeps a row from being there twice: it would be seen.</summary>
internal sealed class HandledEvent
{
    public long Id { get; private set; }

    public required int Number { get; init; }

    public required string Kind { get; init; }

    /// <summary>How often a bulk update has counted it up.</summary>
    public int Updates { get; set; } = 1;
}

/// <summary>The table.</summary>
[DbContext(typeof(SoakDbContext))]
[Migration("1001_Handled")]
internal sealed class InitialCreate : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.CreateTable(
            "Handled",
            table => new
            {
                Id = table.Column<long>().Identity(),
                Number = table.Column<int>(),
                Kind = table.Column<string>(),
                Updates = table.Column<int>(),
            },
            constraints: table => table.PrimaryKey("PK_Handled", row => row.Id));
        migrationBuilder.CreateIndex("IX_Handled_Number", "Handled", "Number");
    }
}

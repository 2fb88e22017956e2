using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Tests.Store.EfMigrations;

public sealed class Parcel
{
    public int Id { get; private set; }

    public required DateTimeOffset SentAt { get; set; }
}

/// <summary>A store in a schema of its own, with migrations as <c>dotnet ef migrations add</c> writes them: they make all tables.</summary>
public sealed class ShopDbContext(DbContextOptions<ShopDbContext> options) : DbContext(options)
{
    public DbSet<Parcel> Parcels => Set<Parcel>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.HasDefaultSchema("shop").AddInboxAndOutbox();
    }
}

/// <summary>Without column types, for both databases.</summary>
[DbContext(typeof(ShopDbContext))]
[Migration("20260101000000_InitialCreate")]
internal sealed class InitialCreate : Migration
{
    private const string Schema = "shop";

    protected override void Up(MigrationBuilder migrationBuilder)
    {
        migrationBuilder.EnsureSchema(Schema);
        migrationBuilder.CreateTable(
            "Parcels",
            table => new { Id = table.Column<int>().Identity(), SentAt = table.Column<DateTimeOffset>() },
            Schema,
            table => table.PrimaryKey("PK_Parcels", row => row.Id));
        migrationBuilder.CreateTable(
            "Inbox",
            table => new
            {
                Sequence = table.Column<long>().Identity(),
                EventId = table.Column<Guid>(),
                Source = table.Column<string>(maxLength: 256, defaultValue: ""),
                Consumer = table.Column<string>(maxLength: 200),
                DetailType = table.Column<string>(maxLength: 128),
                CorrelationId = table.Column<Guid>(nullable: true),
                OccurredAt = table.Column<long>(),
                ProcessedAt = table.Column<long>(),
            },
            Schema,
            table => table.PrimaryKey("PK_Inbox", row => row.Sequence));
        migrationBuilder.CreateTable(
            "Outbox",
            table => new
            {
                Sequence = table.Column<long>().Identity(),
                EventId = table.Column<Guid>(),
                Source = table.Column<string>(),
                DetailType = table.Column<string>(),
                Detail = table.Column<byte[]>(),
                OccurredAt = table.Column<long>(),
                TraceHeader = table.Column<string>(nullable: true),
                Queue = table.Column<string>(nullable: true),
                ScheduledAt = table.Column<long>(nullable: true),
                SchedulingToken = table.Column<Guid>(nullable: true),
                Failures = table.Column<int>(),
                NotBefore = table.Column<long>(),
                Owner = table.Column<string>(nullable: true),
                RefusedAt = table.Column<long>(nullable: true),
                Refusal = table.Column<string>(nullable: true),
            },
            Schema,
            table => table.PrimaryKey("PK_Outbox", row => row.Sequence));
        migrationBuilder.CreateIndex(
            "IX_Inbox_EventId_Consumer_Source", "Inbox", ["EventId", "Consumer", "Source"], Schema, unique: true);
    }
}

[DbContext(typeof(ShopDbContext))]
internal sealed class ShopDbContextModelSnapshot : ModelSnapshot
{
    protected override void BuildModel(ModelBuilder modelBuilder)
    {
        // The comparison with the model is that of dotnet ef.
    }
}

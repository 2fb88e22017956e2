using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Tests.Store.ModelChanges;

internal sealed class Unchanged(DbContextOptions<Unchanged> options) : OrdersDbContext(options);

internal sealed class OtherSchema(DbContextOptions<OtherSchema> options) : OrdersDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.HasDefaultSchema("shop");
        base.OnModelCreating(modelBuilder);
    }
}

internal sealed class WithoutBase(DbContextOptions<WithoutBase> options) : OrdersDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<Order>().ToTable("Orders");
}

internal sealed class NeedsUser(DbContextOptions<NeedsUser> options) : OrdersDbContext(options)
{
    public override Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default) =>
        throw new InvalidOperationException("There is no user.");
}

internal sealed class MoreColumns(DbContextOptions<MoreColumns> options) : OrdersDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Order>().Property<long>("Discount");
    }
}

internal sealed class MoreTables(DbContextOptions<MoreTables> options) : OrdersDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Return>().ToTable("Returns");
    }
}

internal sealed class FewerColumns(DbContextOptions<FewerColumns> options) : OrdersDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Order>().Ignore(order => order.Total);
    }
}

internal sealed class WithoutOptional(DbContextOptions<WithoutOptional> options) : OrdersDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Order>().Ignore(order => order.Note).Ignore(order => order.Channel);
    }
}

internal sealed class NullInModel(DbContextOptions<NullInModel> options) : OrdersDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Order>().Ignore(order => order.Total).Property<long?>("MayBeNull").HasColumnName("Total");
    }
}

internal sealed class OtherType(DbContextOptions<OtherType> options) : OrdersDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Order>().Property(order => order.Total).HasConversion<string>();
    }
}

internal sealed class Much(DbContextOptions<Much> options) : OrdersDbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Order>().Ignore(order => order.Total).Property<long>("Discount");
    }
}

internal sealed class Order
{
    public long Id { get; init; }

    public long Total { get; init; }

    public string? Note { get; init; }

    public string Channel { get; init; } = "web";
}

internal sealed class Return
{
    public long Id { get; init; }
}

/// <summary>Its migration is that of all contexts derived from it.</summary>
internal abstract class OrdersDbContext(DbContextOptions options) : DbContext(options)
{
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddInboxAndOutbox();
        modelBuilder.Entity<Order>(order =>
        {
            order.ToTable("Orders");
            order.Property(one => one.Channel).HasDefaultValue("web");
        });
    }
}

[DbContext(typeof(OrdersDbContext))]
[Migration("1001_Orders")]
internal sealed class InitialCreate : Migration
{
    protected override void Up(MigrationBuilder migrationBuilder) => migrationBuilder.CreateTable(
        "Orders",
        table => new
        {
            Id = table.Column<long>().Identity(),
            Total = table.Column<long>(),
            Note = table.Column<string>(nullable: true),
            Channel = table.Column<string>(defaultValue: "web"),
        },
        constraints: table => table.PrimaryKey("PK_Orders", row => row.Id));
}

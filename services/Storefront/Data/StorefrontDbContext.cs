using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Storefront.Data;

/// <summary>The shop's tables.</summary>
public sealed class StorefrontDbContext(DbContextOptions<StorefrontDbContext> options) : WorkerDbContext(options)
{
    /// <summary>A row per order.</summary>
    public DbSet<Order> Orders => Set<Order>();

    /// <summary>A row per return.</summary>
    public DbSet<AcceptedReturn> Returns => Set<AcceptedReturn>();

    /// <summary>A row per account.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>A row per request that carried an idempotency key.</summary>
    public DbSet<AnsweredRequest> Answers => Set<AnsweredRequest>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        base.OnModelCreating(modelBuilder);
        modelBuilder.Entity<Order>(order =>
        {
            order.HasKey(row => row.OrderId);
            order.Property(row => row.Version).IsConcurrencyToken();
            order.OwnsMany(row => row.Lines, line =>
            {
                line.WithOwner().HasForeignKey("OrderId");
                line.HasKey("OrderId", nameof(OrderedLine.Position));
                line.Property(row => row.Position).ValueGeneratedNever();
                line.Property(row => row.Kind).HasConversion<string>();
            });
        });
        modelBuilder.Entity<AcceptedReturn>(accepted =>
        {
            accepted.HasKey(row => row.ReturnId);
            accepted.HasIndex(row => row.OrderId);
        });
        modelBuilder.Entity<User>().HasKey(row => row.UserId);
        modelBuilder.Entity<AnsweredRequest>().HasKey(row => new { row.Operation, row.Key });
    }
}

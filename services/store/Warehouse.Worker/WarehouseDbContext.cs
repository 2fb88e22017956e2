using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Warehouse.Worker;

/// <summary>The warehouse worker's tables.</summary>
public sealed class WarehouseDbContext(DbContextOptions<WarehouseDbContext> options) : DbContext(options)
{
    /// <summary>A row per order.</summary>
    public DbSet<PickList> PickLists => Set<PickList>();

    /// <summary>Journal of the changes, in order.</summary>
    public DbSet<JournalEntry> Journal => Set<JournalEntry>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddInboxAndOutbox();
        modelBuilder.Entity<PickList>(list =>
        {
            list.HasKey(row => row.OrderId);
            list.Property(row => row.Version).IsConcurrencyToken();

            // As ticks, because SQLite cannot sort by DateTimeOffset.
            list.Property(row => row.ChangedAt).HasConversion(at => at.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
            list.HasIndex(row => new { row.Status, row.ChangedAt });
            list.OwnsMany(row => row.Lines, line =>
            {
                line.WithOwner().HasForeignKey("OrderId");
                line.HasKey("OrderId", nameof(PickLine.Sku));
            });
        });
        modelBuilder.Entity<JournalEntry>();
    }
}

using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Stock.Worker;

/// <summary>The stock worker's tables.</summary>
public sealed class StockDbContext(DbContextOptions<StockDbContext> options) : DbContext(options)
{
    /// <summary>A row per SKU.</summary>
    public DbSet<Shelf> Shelves => Set<Shelf>();

    /// <summary>A row per order.</summary>
    public DbSet<Reservation> Reservations => Set<Reservation>();

    /// <summary>A row per return.</summary>
    public DbSet<StockReturn> Returns => Set<StockReturn>();

    /// <summary>Stock movements, in order.</summary>
    public DbSet<Movement> Movements => Set<Movement>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddInboxAndOutbox();
        modelBuilder.Entity<Shelf>().HasKey(row => row.Sku);
        modelBuilder.Entity<Reservation>(reservation =>
        {
            reservation.HasKey(row => row.OrderId);
            reservation.Property(row => row.Version).IsConcurrencyToken();
        });
        modelBuilder.Entity<StockReturn>(returned =>
        {
            returned.HasKey(row => row.ReturnId);
            returned.HasIndex(row => row.OrderId);
            returned.OwnsMany(row => row.Goods, goods =>
            {
                goods.WithOwner().HasForeignKey("ReturnId");
                goods.HasKey("ReturnId", nameof(ReturnedGoods.Sku));
            });
        });
        modelBuilder.Entity<Movement>(movement =>
        {
            movement.HasIndex(row => row.OrderId);
            movement.HasIndex(row => row.Sku);
        });
    }
}

using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Payment.Worker;

/// <summary>The payment worker's tables.</summary>
public sealed class PaymentDbContext(DbContextOptions<PaymentDbContext> options) : DbContext(options)
{
    /// <summary>A row per order.</summary>
    public DbSet<OrderPayment> Payments => Set<OrderPayment>();

    /// <summary>A row per return.</summary>
    public DbSet<Refund> Refunds => Set<Refund>();

    /// <summary>Journal of the changes, in order.</summary>
    public DbSet<LedgerEntry> Ledger => Set<LedgerEntry>();

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddInboxAndOutbox();
        modelBuilder.Entity<OrderPayment>(payment =>
        {
            payment.HasKey(row => row.OrderId);
            payment.Property(row => row.Version).IsConcurrencyToken();

            // As ticks, because SQLite cannot sort by DateTimeOffset.
            payment.Property(row => row.ChangedAt).HasConversion(at => at.UtcTicks, ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
            payment.HasIndex(row => row.ChangedAt);
        });
        modelBuilder.Entity<Refund>(refund =>
        {
            refund.HasKey(row => row.ReturnId);
            refund.HasIndex(row => row.OrderId);
        });
        modelBuilder.Entity<LedgerEntry>();
    }
}

using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Storefront.Data;

/// <summary>The Storefront's tables.</summary>
public sealed class StorefrontDbContext(DbContextOptions<StorefrontDbContext> options) : DbContext(options)
{
    /// <summary>A row per order.</summary>
    public DbSet<Order> Orders => Set<Order>();

    /// <summary>A row per return.</summary>
    public DbSet<AcceptedReturn> Returns => Set<AcceptedReturn>();

    /// <summary>A row per account.</summary>
    public DbSet<User> Users => Set<User>();

    /// <summary>A row per request with an idempotency key.</summary>
    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();

    /// <summary>Idempotency keys created before <paramref name="moment"/>, the oldest first.</summary>
    public IQueryable<IdempotencyKey> KeysBefore(DateTimeOffset moment) =>
        IdempotencyKeys.Where(key => key.CreatedAt < moment.UtcTicks).OrderBy(key => key.CreatedAt);

    /// <summary>
    /// Locks and returns the order, for a change that depends on its content. Other callers for the same order wait until the transaction ends.
    /// Starts a transaction if there is none. Null if the order is unknown.
    /// </summary>
    public async Task<Order?> LockOrderAsync(string orderId, CancellationToken cancellationToken)
    {
        // This is sufficient on SQLite, which has one writer.
        await this.BeginAsync(cancellationToken);

        // A separate statement, because lines read by the locking statement would be from before the wait.
        if (Database.IsNpgsql())
            await Database.ExecuteSqlAsync($"""SELECT 1 FROM "Orders" WHERE "OrderId" = {orderId} FOR UPDATE""", cancellationToken);
        return await Orders.FirstOrDefaultAsync(row => row.OrderId == orderId, cancellationToken);
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.AddInboxAndOutbox();
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
        modelBuilder.Entity<IdempotencyKey>(key =>
        {
            key.HasKey(row => new { row.Caller, row.Operation, row.Key });
            key.HasIndex(row => row.CreatedAt);
        });
    }
}

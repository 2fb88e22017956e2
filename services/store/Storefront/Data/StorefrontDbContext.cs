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
    public DbSet<IdempotencyKey> IdempotencyKeys => Set<IdempotencyKey>();

    /// <summary>Idempotency keys that were used before <paramref name="moment"/>, the oldest first.</summary>
    public IQueryable<IdempotencyKey> KeysBefore(DateTimeOffset moment) =>
        IdempotencyKeys.Where(key => key.CreatedAt < moment.UtcTicks).OrderBy(key => key.CreatedAt);

    /// <summary>
    /// The order, for a change that depends on what is in it: whoever asks for the same order waits until the transaction has ended, which this
    /// begins where none runs. Null when it is not known.
    /// </summary>
    public async Task<Order?> LockOrderAsync(string orderId, CancellationToken cancellationToken)
    {
        // On SQLite that is all: there is one writer.
        await BeginAsync(cancellationToken);

        // A statement of its own: the lines that it read along would be those from before the wait.
        if (Database.IsNpgsql())
            await Database.ExecuteSqlAsync($"""SELECT 1 FROM "Orders" WHERE "OrderId" = {orderId} FOR UPDATE""", cancellationToken);
        return await Orders.FirstOrDefaultAsync(row => row.OrderId == orderId, cancellationToken);
    }

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
        modelBuilder.Entity<IdempotencyKey>(key =>
        {
            key.HasKey(row => new { row.Caller, row.Operation, row.Key });
            key.HasIndex(row => row.CreatedAt);
        });
    }
}

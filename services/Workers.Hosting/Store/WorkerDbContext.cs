using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.DependencyInjection;

namespace Workers.Hosting.Store;

/// <summary>
/// A worker's own database, with its inbox and outbox. The host saves and commits after the consumer, so that business rows,
/// inbox and outbox are in one transaction; a consumer just adds and changes rows.
/// </summary>
public abstract class WorkerDbContext : DbContext
{
    private readonly WriteGate _gate;
    private readonly OutboxSignal? _signal;
    private bool _hasGate;

    /// <summary>Takes the options that <see cref="WorkerBuilder.AddStore{TContext}"/> sets up.</summary>
    protected WorkerDbContext(DbContextOptions options)
        : base(options)
    {
        var services = options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;
        _gate = services?.GetService<WriteGate>() ?? WriteGate.Open;
        _signal = services?.GetService<OutboxSignal>();
    }

    internal DbSet<InboxEntry> Inbox => Set<InboxEntry>();

    internal DbSet<OutboxEntry> Outbox => Set<OutboxEntry>();

    /// <summary>
    /// Begins the write transaction now, for a consumer that reads rows, decides, and changes them. On SQLite everything after it
    /// is done by one consumer at a time; on PostgreSQL it is a transaction at read committed. Never call anything outside the
    /// database between this and the end of the consumer.
    /// </summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (Database.CurrentTransaction is not null)
            return;

        await _gate.EnterAsync(cancellationToken);
        _hasGate = true;
        await Database.BeginTransactionAsync(cancellationToken);
    }

    /// <summary>Saves and commits what was added and changed, and has the outbox published; or else rolls back.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await BeginAsync(cancellationToken);
        var publishes = ChangeTracker.Entries<OutboxEntry>().Any(entry => entry.State == EntityState.Added);
        try
        {
            // Disposed without a commit, it is rolled back.
            await using var transaction = Database.CurrentTransaction!;
            await base.SaveChangesAsync(acceptAllChangesOnSuccess: true, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }
        finally
        {
            LeaveGate();
        }

        if (publishes)
            _signal?.Set();
    }

    /// <summary>Saves; inside a transaction that was begun, without committing it.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        if (Database.CurrentTransaction is not null || !Database.IsRelational())
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);

        var changes = ChangeTracker.Entries().Count(
            entry => entry.State is EntityState.Added or EntityState.Modified or EntityState.Deleted);
        await CommitAsync(cancellationToken);
        return changes;
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        // Rolls back what was begun and not committed.
        await base.DisposeAsync();
        LeaveGate();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        base.Dispose();
        LeaveGate();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        modelBuilder.Entity<InboxEntry>(inbox =>
        {
            inbox.ToTable("Inbox");
            inbox.HasKey(entry => entry.Sequence);
            inbox.HasIndex(entry => new { entry.EventId, entry.Consumer }).IsUnique();
            inbox.Property(entry => entry.Consumer).HasMaxLength(200);
            inbox.Property(entry => entry.DetailType).HasMaxLength(128);
        });
        modelBuilder.Entity<OutboxEntry>(outbox =>
        {
            outbox.ToTable("Outbox");
            outbox.HasKey(entry => entry.Sequence);
            outbox.HasIndex(entry => entry.NotBefore);
        });
    }

    private void LeaveGate()
    {
        if (!_hasGate)
            return;
        _hasGate = false;
        _gate.Leave();
    }
}

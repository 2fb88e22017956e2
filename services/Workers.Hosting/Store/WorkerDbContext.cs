using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.DependencyInjection;

namespace Workers.Hosting.Store;

/// <summary>
/// A worker's own database, with its inbox and outbox. The host saves and commits after the consumer, so that business rows,
/// inbox and outbox are in one transaction; a consumer just adds and changes rows.
/// </summary>
public abstract class WorkerDbContext : DbContext
{
    private readonly WriteGate _gate;
    private readonly OutboxQueue? _queue;
    private InboxEntry? _note;
    private bool _hasGate;

    /// <summary>
    /// Takes the options that <see cref="WorkerBuilder.AddStore{TContext}"/> sets up, and nothing else: contexts are pooled, and one
    /// serves many events, one after the other.
    /// </summary>
    protected WorkerDbContext(DbContextOptions options)
        : base(options)
    {
        var services = options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;
        _gate = services?.GetService<WriteGate>() ?? WriteGate.Open;
        _queue = services?.GetService<OutboxQueue>();
    }

    internal DbSet<InboxEntry> Inbox => Set<InboxEntry>();

    internal DbSet<OutboxEntry> Outbox => Set<OutboxEntry>();

    /// <summary>
    /// Begins the write transaction now, for a consumer that reads rows, decides, and changes them. On SQLite everything after it
    /// is done by one consumer at a time; on PostgreSQL it is a transaction at read committed. The first thing in it is the inbox
    /// row of the event: a copy of the event that is handled at the same moment waits here, and goes no further. Never call
    /// anything outside the database between this and the end of the consumer.
    /// </summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (Database.CurrentTransaction is not null)
            return;

        await BeginTransactionAsync(cancellationToken);
        if (_note is { } note && !await this.AddOnceAsync(note, cancellationToken))
            throw new EventDoneException();
    }

    /// <summary>Saves and commits what was added and changed, and has the outbox published; or else rolls back.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await BeginWithNoteAmongRowsAsync(cancellationToken);
        List<OutboxEntry> outgoing = [.. ChangeTracker.Entries<OutboxEntry>()
            .Where(entry => entry.State == EntityState.Added)
            .Select(entry => entry.Entity)];
        foreach (var entry in outgoing)
            _queue?.Lease(entry);
        try
        {
            // Disposed without a commit, it is rolled back: a savepoint to return to would only be two more statements.
            await using var transaction = Database.CurrentTransaction!;
            Database.AutoSavepointsEnabled = false;
            await base.SaveChangesAsync(acceptAllChangesOnSuccess: true, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            _note = null;
        }
        catch (DbUpdateException) when (_note is not null)
        {
            // Of two copies that were handled at the same moment, this one came second.
            if (await IsNotedAsync(_note, cancellationToken))
                throw new EventDoneException();
            throw;
        }
        finally
        {
            Database.AutoSavepointsEnabled = true;
            LeaveGate();
        }

        _queue?.Add(outgoing);
    }

    /// <summary>Has the note written in the transaction that is to come, and in no later one.</summary>
    internal void Note(InboxEntry note) => _note = note;

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
        // What was begun and not committed is rolled back before the next writer is let in; the context itself may go back to its pool.
        _note = null;
        if (_hasGate && Database.CurrentTransaction is { } transaction)
            await transaction.DisposeAsync();
        LeaveGate();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        _note = null;
        if (_hasGate)
            Database.CurrentTransaction?.Dispose();
        LeaveGate();
        base.Dispose();
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
            inbox.HasIndex(entry => entry.ProcessedAt);
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

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);

        // PostgreSQL keeps a moment, without an offset, and refuses any other.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
    }

    /// <summary>
    /// A transaction that begins only now needs nobody held off before its rows are written: the note goes along with them, which is
    /// a round trip less. A copy that is handled at the same moment meets it at its unique key.
    /// </summary>
    private async Task BeginWithNoteAmongRowsAsync(CancellationToken cancellationToken)
    {
        if (Database.CurrentTransaction is not null)
            return;

        await BeginTransactionAsync(cancellationToken);
        if (_note is not null)
            Inbox.Add(_note);
    }

    private async Task BeginTransactionAsync(CancellationToken cancellationToken)
    {
        await _gate.EnterAsync(cancellationToken);
        _hasGate = true;
        await Database.BeginTransactionAsync(cancellationToken);
    }

    private Task<bool> IsNotedAsync(InboxEntry note, CancellationToken cancellationToken) =>
        Inbox.AsNoTracking().AnyAsync(entry => entry.EventId == note.EventId && entry.Consumer == note.Consumer, cancellationToken);

    private void LeaveGate()
    {
        if (!_hasGate)
            return;
        _hasGate = false;
        _gate.Leave();
    }
}

/// <summary>Stores a moment in UTC.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(at => at.ToUniversalTime(), at => at);

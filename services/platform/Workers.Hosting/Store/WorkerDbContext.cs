using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>
/// A worker's own database, with its inbox and outbox. Within a consumer all work with the context is one transaction: it starts with the
/// first writing statement, contains the event's inbox entry and the published events, and is committed once, by the host, after the
/// consumer. Elsewhere, such as in an HTTP request, <c>SaveChanges</c> commits, or the code that began a transaction does; the events
/// published in the same scope are stored with it.
/// </summary>
/// <example>
/// <code>
/// internal sealed class LoyaltyDbContext(DbContextOptions&lt;LoyaltyDbContext&gt; options) : WorkerDbContext(options)
/// {
///     public DbSet&lt;Account&gt; Accounts =&gt; Set&lt;Account&gt;();
/// }
/// </code>
/// </example>
public abstract partial class WorkerDbContext : DbContext
{
    internal const string CommitRefusal =
        "A consumer does not commit or end its transaction: the host commits it after the consumer, together with the inbox entry and the outbox. "
        + "Remove the commit; to undo everything, throw.";

    private readonly SqliteWriteLock _writeLock;
    private readonly CommittedEvents? _queue;
    private readonly ILogger? _logger;
    private readonly IServiceProvider? _services;

    // Stored here until they are saved: a consumer may clear the change tracker.
    private readonly List<OutboxEntry> _unsaved = [];
    private readonly List<OutboxEntry> _saved = [];
    private ConsumerRun? _consumer;
    private bool _hasWriteLock;
    private bool _isEntering;
    private int _lease;
    private bool _acceptsAtCommit;
    private bool _isSaveTried;
    private bool? _hasSaveHooks;

    /// <summary>
    /// Uses only the options that <see cref="WorkerBuilder.AddStore{TContext}"/> sets up: contexts are pooled, and one context handles many
    /// events, one after the other.
    /// </summary>
    protected WorkerDbContext(DbContextOptions options)
        : base(options)
    {
        var services = _services = options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;
        _writeLock = services?.GetService<SqliteWriteLock>() ?? SqliteWriteLock.None;
        _queue = services?.GetService<CommittedEvents>();
        _logger = services?.GetService<ILogger<WorkerDbContext>>();
    }

    internal DbSet<InboxEntry> Inbox => Set<InboxEntry>();

    internal DbSet<OutboxEntry> Outbox => Set<OutboxEntry>();

    /// <summary>
    /// Whether the context overrides a save, or has interceptors or event handlers of it: they may catch failures, publish, and save.
    /// </summary>
    private bool HasSaveHooks => (_hasSaveHooks ??= SaveHooks.AreOn(this)) || SaveHooks.HasHandlers(this);

    /// <summary>Whether a consumer runs with this context.</summary>
    internal bool IsInConsumer => _consumer is not null;

    /// <summary>
    /// Begins the transaction now, before anything is written, for code that reads rows, decides, and changes them. On SQLite there is only
    /// one writer from here on; on PostgreSQL it is a transaction at read committed, in which others can change the rows that were read:
    /// use a concurrency token, <c>FOR UPDATE</c>, or one statement that decides and writes. Within a consumer it first writes the event's
    /// inbox entry: another copy of the event that is handled at the same moment waits here. Never make an external call between this and
    /// the end of the consumer.
    /// </summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        RequireTransaction();
        if (Database.CurrentTransaction is null)
            await Database.BeginTransactionAsync(cancellationToken);
        await WriteInboxEntriesAsync(cancellationToken);
    }

    /// <summary>
    /// Publishes an event with this context's next or current save: for an override or an interceptor of <c>SaveChanges</c>, which has no
    /// scope. Elsewhere <c>context.Publish</c> and <c>IPublishEndpoint</c> do the same, and also pass on the correlation id.
    /// </summary>
    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken = default)
        where T : class
    {
        var bus = _services?.GetService<IBus>() ?? throw new InvalidOperationException($"{GetType().Name} was not set up by a worker, and has no bus.");
        return bus.Publish(@event, context => context.GetOrAddPayload<IOutbox>(() => new TransactionalOutbox(this)), cancellationToken);
    }

    /// <summary>Saves and commits all changes, and lets the outbox be published; or else rolls back.</summary>
    /// <exception cref="InvalidOperationException">A consumer called it, whose transaction the host commits.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (IsInConsumer)
            throw RefuseCommit();
        _isSaveTried = true;
        await SaveAndCommitAsync(() => SaveChangesAsync(cancellationToken), cancellationToken);
    }

    /// <summary>Saves: within a transaction without committing it, else in its own transaction.</summary>
    public override int SaveChanges(bool acceptAllChangesOnSuccess)
    {
        _isSaveTried = true;
        if (!Database.IsRelational())
            return base.SaveChanges(acceptAllChangesOnSuccess);
        ConsumerRun.RefuseOtherThan(this);
        RequireTransaction();
        if (IsInConsumer)
            AddEntriesOrJoin();
        else if (Database.CurrentTransaction is null)
            return SaveAlone();

        AddEventsToOutbox();
        return base.SaveChanges(acceptAllChangesOnSuccess);
    }

    /// <summary>Saves: within a transaction without committing it, else in its own transaction.</summary>
    public override async Task<int> SaveChangesAsync(bool acceptAllChangesOnSuccess, CancellationToken cancellationToken = default)
    {
        _isSaveTried = true;
        if (!Database.IsRelational())
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
        ConsumerRun.RefuseOtherThan(this);
        RequireTransaction();
        if (IsInConsumer)
            await AddEntriesOrBeginAsync(cancellationToken);
        else if (Database.CurrentTransaction is null)
            return await SaveAloneAsync(cancellationToken);

        AddEventsToOutbox();
        return await base.SaveChangesAsync(acceptAllChangesOnSuccess, cancellationToken);
    }

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        WarnOfUnsavedEvents();

        // Uncommitted work is rolled back before the next writer enters; the context itself may return to its pool.
        if (Leave() is { } transaction)
            await transaction.DisposeNowAsync();
        EndLease();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    public override void Dispose()
    {
        WarnOfUnsavedEvents();
        Leave()?.DisposeNow();
        EndLease();
        base.Dispose();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        ArgumentNullException.ThrowIfNull(configurationBuilder);

        // PostgreSQL stores a point in time without an offset, and rejects any other offset than UTC.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcConverter>();
    }
}

/// <summary>Stores a moment in UTC.</summary>
internal sealed class UtcConverter() : ValueConverter<DateTimeOffset, DateTimeOffset>(at => at.ToUniversalTime(), at => at);

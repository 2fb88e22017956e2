using MassTransit;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>
/// The part of a store's context that keeps inbox and outbox: its transaction, and its unsaved events. EF Core creates one for each
/// context, and resets it with the context when that returns to its pool.
/// </summary>
internal sealed partial class StoreSession : IResettableService, IDisposable, IAsyncDisposable
{
    private const string CommitRefusal =
        "A consumer does not commit or end its transaction: the host commits it after the consumer, together with the inbox entry and the outbox. "
        + "Remove the commit; to undo everything, throw.";

    private readonly StoreProvider? _provider;
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
    private bool _isSaveTried;
    private bool? _hasSaveHooks;

    public StoreSession(ICurrentDbContext current, IDbContextOptions options)
    {
        Context = current.Context;
        _provider = options.FindExtension<StoreOptionsExtension>()?.Provider;
        var services = _services = options.FindExtension<CoreOptionsExtension>()?.ApplicationServiceProvider;
        _writeLock = services?.GetService<SqliteWriteLock>() ?? SqliteWriteLock.None;
        _queue = services?.GetService<CommittedEvents>();
        _logger = services?.GetService<ILogger<StoreSession>>();
    }

    public DbContext Context { get; }

    /// <summary>The database system of the store.</summary>
    public StoreProvider Provider => _provider ?? throw new InvalidOperationException(
        $"The options of {Context.GetType().Name} name no database for the store: use UseSqliteStore or UsePostgreSqlStore.");

    /// <summary>Whether a consumer runs with this context.</summary>
    public bool IsInConsumer => _consumer is not null;

    private DatabaseFacade Database => Context.Database;

    /// <summary>
    /// Whether the context overrides a save, or has interceptors or event handlers of it: they may catch failures, publish, and save.
    /// </summary>
    private bool HasSaveHooks => (_hasSaveHooks ??= SaveHooks.AreOn(Context)) || SaveHooks.HasHandlers(Context);

    /// <summary>The session of a context; null if the context is not that of a worker's store.</summary>
    public static StoreSession? Find(DbContext context) =>
        (StoreSession?)context.GetInfrastructure().GetService(typeof(StoreSession));

    /// <summary>The session of a store's context.</summary>
    /// <exception cref="InvalidOperationException">The context is not that of a worker's store.</exception>
    public static StoreSession Of(DbContext context) => Find(context) ?? throw new InvalidOperationException(
        $"{context.GetType().Name} is not the store of a worker: add it with {nameof(WorkerBuilder.AddStore)}.");

    /// <summary>Begins the transaction, and within a consumer writes the inbox entries of its events.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        RequireTransaction();
        if (Database.CurrentTransaction is null)
            await Database.BeginTransactionAsync(cancellationToken);
        await WriteInboxEntriesAsync(cancellationToken);
    }

    /// <summary>Publishes an event with the next or current save.</summary>
    public Task PublishAsync<T>(T @event, CancellationToken cancellationToken)
        where T : class
    {
        var bus = _services?.GetService<IBus>() ?? throw new InvalidOperationException($"{Context.GetType().Name} was not set up by a worker, and has no bus.");
        return bus.Publish(@event, context => context.GetOrAddPayload<IOutbox>(() => new TransactionalOutbox(this)), cancellationToken);
    }

    /// <summary>Saves and commits all changes.</summary>
    /// <exception cref="InvalidOperationException">A consumer called it, whose transaction the host commits.</exception>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        if (IsInConsumer)
            throw RefuseCommit();
        _isSaveTried = true;
        await SaveAndCommitAsync(() => Context.SaveChangesAsync(cancellationToken), cancellationToken);
    }

    /// <summary>The context returns to its pool: uncommitted work is rolled back before the next writer enters.</summary>
    public void ResetState()
    {
        WarnOfUnsavedEvents();
        Leave()?.DisposeNow();
        EndLease();
    }

    /// <inheritdoc cref="ResetState" />
    public async Task ResetStateAsync(CancellationToken cancellationToken = default)
    {
        WarnOfUnsavedEvents();
        if (Leave() is { } transaction)
            await transaction.DisposeNowAsync();
        EndLease();
    }

    public void Dispose() => ResetState();

    public ValueTask DisposeAsync() => new(ResetStateAsync());
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Store;

/// <content>How its transactions begin and end.</content>
public abstract partial class WorkerDbContext
{
    /// <summary>The transaction that runs, whoever began it.</summary>
    internal StoreTransaction? Running { get; private set; }

    /// <summary>Publishes the event when what is saved next is committed.</summary>
    internal void AddEvent(OutboxEntry entry) => _unsaved.Add(entry);

    internal async Task EnterWriteLockAsync(CancellationToken cancellationToken)
    {
        await _writeLock.EnterAsync(cancellationToken);
        _hasWriteLock = true;
    }

    internal void EnterWriteLock()
    {
        _writeLock.Enter();
        _hasWriteLock = true;
    }

    internal void LeaveWriteLock()
    {
        if (!_hasWriteLock)
            return;
        _hasWriteLock = false;
        _writeLock.Leave();
    }

    /// <summary>A transaction has begun, whoever began it.</summary>
    internal StoreTransaction Began(StoreTransaction transaction) => Running = transaction;

    /// <summary>It has ended, whoever ended it.</summary>
    internal void Ended(bool isCommitted)
    {
        Running = null;
        LeaveWriteLock();
        if (isCommitted)
            Committed();
        else if (IsInConsumer)
            RolledBackInConsumer();
        else
            _unsaved.AddRange(_saved.Where(entry => Entry(entry).State == EntityState.Added));
        _saved.Clear();
    }

    /// <summary>Which events are still saved is not known here: those that are go out with the next look at the outbox.</summary>
    internal void RolledBackToSavepoint() => _saved.Clear();

    private async Task<int> SaveAndCommitAsync(CancellationToken cancellationToken)
    {
        if (Database.CurrentTransaction is null)
            await Database.BeginTransactionAsync(cancellationToken);
        var transaction = Database.CurrentTransaction!;
        AddEventsToOutbox();
        try
        {
            // Rolled back when it fails: a savepoint to return to would only be two more statements.
            Database.AutoSavepointsEnabled = false;
            var rows = await base.SaveChangesAsync(acceptAllChangesOnSuccess: false, cancellationToken);
            _acceptsAtCommit = true;
            await CommitAsync(transaction, cancellationToken);
            return rows;
        }
        finally
        {
            _acceptsAtCommit = false;
            Database.AutoSavepointsEnabled = true;
            await DisposeAsync(transaction);
        }
    }

    private int SaveAlone()
    {
        using var transaction = Database.BeginTransaction();
        AddEventsToOutbox();
        try
        {
            Database.AutoSavepointsEnabled = false;
            var rows = base.SaveChanges(acceptAllChangesOnSuccess: false);
            _acceptsAtCommit = true;
            transaction.Commit();
            return rows;
        }
        finally
        {
            _acceptsAtCommit = false;
            Database.AutoSavepointsEnabled = true;
        }
    }

    /// <summary>What was published becomes rows of the next save, again where the change tracker was cleared since.</summary>
    private void AddEventsToOutbox()
    {
        _saved.AddRange(_unsaved);
        _unsaved.Clear();
        foreach (var entry in _saved.Where(entry => entry.Sequence == 0))
        {
            _queue?.Claim(entry);
            Outbox.Add(entry);
        }
    }

    private void Committed()
    {
        // Only now: a save whose commit failed can be repeated. The rows have their numbers from here on.
        if (_acceptsAtCommit)
            ChangeTracker.AcceptAllChanges();
        _queue?.Add(_saved);
    }

    /// <summary>A scope that failed has not forgotten anything; one that ends well and never saves loses what it published.</summary>
    private void WarnOfUnsavedEvents()
    {
        if (_unsaved.Count > 0 && _logger is { } logger)
            LogUnsaved(logger, _unsaved.Count, _unsaved[0].DetailType, _unsaved[0].EventId);
    }

    private static Task CommitAsync(IDbContextTransaction transaction, CancellationToken cancellationToken) =>
        transaction is StoreTransaction store ? store.CommitNowAsync(cancellationToken) : transaction.CommitAsync(cancellationToken);

    private static ValueTask DisposeAsync(IDbContextTransaction transaction) =>
        transaction is StoreTransaction store ? store.DisposeNowAsync() : transaction.DisposeAsync();

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} events were published and never saved in a scope that has ended, the first {DetailType} {Event}: they are not published. Call SaveChanges after Publish")]
    private static partial void LogUnsaved(ILogger logger, int count, string detailType, Guid @event);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Store;

/// <content>How its transactions begin and end.</content>
public abstract partial class WorkerDbContext
{
    /// <summary>The current transaction, of the host or of the worker's code.</summary>
    internal StoreTransaction? Running { get; private set; }

    /// <summary>Publishes the event when what is saved next is committed.</summary>
    /// <remarks>A consumer may publish from several threads at once, although a context is for one.</remarks>
    internal void AddEvent(OutboxEntry entry)
    {
        lock (_unsaved)
        {
            _unsaved.Add(entry);
            _isSaveTried = false;
        }
    }

    /// <exception cref="InvalidOperationException">Another operation of this context waits for the lock, or has it.</exception>
    internal async Task EnterWriteLockAsync(CancellationToken cancellationToken)
    {
        var lease = BeginEntering();
        try
        {
            await _writeLock.EnterAsync(cancellationToken);
            Entered(lease);
        }
        finally
        {
            _isEntering = false;
        }
    }

    /// <inheritdoc cref="EnterWriteLockAsync" />
    internal void EnterWriteLock()
    {
        var lease = BeginEntering();
        try
        {
            _writeLock.Enter();
            Entered(lease);
        }
        finally
        {
            _isEntering = false;
        }
    }

    internal void LeaveWriteLock()
    {
        if (!_hasWriteLock)
            return;
        _hasWriteLock = false;
        _writeLock.Leave();
    }

    /// <summary>A transaction has begun, by the host or by the worker's code.</summary>
    internal StoreTransaction Began(StoreTransaction transaction) => Running = transaction;

    /// <summary>The current transaction has ended.</summary>
    internal void Ended(bool isCommitted)
    {
        Running = null;
        LeaveWriteLock();
        if (isCommitted)
            Committed();
        else if (IsInConsumer)
            RolledBackInConsumer();
        else
            ReturnUnsaved();
        _saved.Clear();
    }

    /// <summary>What is published and saved so far.</summary>
    internal EventSavepoint MarkSavepoint() => new(_saved.Count + _unsaved.Count, [.. _saved.Where(entry => entry.Sequence != 0)]);

    /// <summary>
    /// Events that were published since are undone; those published before and saved since are saved once more. Of a savepoint that
    /// this context has not set nothing is known: the rows that are there go out with the next look at the outbox.
    /// </summary>
    internal void RolledBackTo(EventSavepoint? savepoint)
    {
        OutboxEntry[] events = [.. _saved, .. _unsaved];
        _saved.Clear();
        if (savepoint is null)
            return;

        _unsaved.Clear();
        for (var index = 0; index < events.Length; index++)
        {
            if (savepoint.Saved.Contains(events[index]))
            {
                _saved.Add(events[index]);
                continue;
            }

            Entry(events[index]).State = EntityState.Detached;
            events[index].Sequence = 0;
            if (index < savepoint.Published)
                _unsaved.Add(events[index]);
        }
    }

    /// <summary>Commits statements of the host, which has changed nothing that would have to be saved.</summary>
    internal async Task CommitStatementsAsync(CancellationToken cancellationToken)
    {
        var transaction = Database.CurrentTransaction!;
        try
        {
            await CommitAsync(transaction, cancellationToken);
        }
        finally
        {
            await DisposeAsync(transaction);
        }
    }

    // A context of the pool is used again: what still runs, because nobody awaited it, must not keep the lock.
    private void EndLease()
    {
        _lease++;
        _isEntering = false;
        LeaveWriteLock();
    }

    private int BeginEntering()
    {
        if (_hasWriteLock || _isEntering)
            throw new InvalidOperationException(
                $"A second operation or transaction was started on this {GetType().Name} before the first one ended: await each operation, and end each transaction, before the next.");
        _isEntering = true;
        return _lease;
    }

    // Nobody awaited it, and the context is somebody else's by now.
    private void Entered(int lease)
    {
        if (lease != _lease)
        {
            _writeLock.Leave();
            throw new ObjectDisposedException(GetType().Name, "The scope of the context has ended.");
        }

        _hasWriteLock = true;
    }

    /// <summary>What was published becomes rows of the next save, again where the change tracker was cleared since.</summary>
    private void AddEventsToOutbox()
    {
        lock (_unsaved)
        {
            _saved.AddRange(_unsaved);
            _unsaved.Clear();
        }

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

    // A save that failed can be repeated.
    private void ReturnUnsaved()
    {
        _unsaved.AddRange(_saved.Where(entry => Entry(entry).State == EntityState.Added));
        _isSaveTried = true;
    }

    /// <summary>A scope whose save failed has not forgotten anything; one that never saves after it has published loses that.</summary>
    private void WarnOfUnsavedEvents()
    {
        if (_unsaved.Count > 0 && !_isSaveTried && _logger is { } logger)
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

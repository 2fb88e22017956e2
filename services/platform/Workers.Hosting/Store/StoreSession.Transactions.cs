using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Store;

/// <content>Start and end of its transactions.</content>
internal sealed partial class StoreSession
{
    /// <summary>The current transaction, of the host or of the worker's code.</summary>
    internal StoreTransaction? Running { get; private set; }

    /// <summary>Publishes the event when the next save is committed.</summary>
    /// <remarks>A consumer may publish from several threads at once, although a context is for a single thread.</remarks>
    internal void AddEvent(OutboxEntry entry)
    {
        lock (_unsaved)
        {
            _unsaved.Add(entry);
            _isSaveTried = false;
        }
    }

    /// <summary>
    /// Removes a scheduled event that no process is publishing: in the current transaction, or else at once.
    /// </summary>
    internal async Task CancelEventAsync(Guid schedulingToken, CancellationToken cancellationToken)
    {
        lock (_unsaved)
            _unsaved.RemoveAll(entry => entry.SchedulingToken == schedulingToken);
        foreach (var entry in _saved.Where(entry => entry.SchedulingToken == schedulingToken).ToList())
        {
            _saved.Remove(entry);
            Context.Entry(entry).State = EntityState.Detached;
        }

        await Context.Outbox.Where(entry => entry.SchedulingToken == schedulingToken && entry.Owner == null).ExecuteDeleteAsync(cancellationToken);
    }

    /// <exception cref="InvalidOperationException">Another operation of this context waits for the lock, or holds it.</exception>
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

    /// <summary>Records the start of a transaction, by the host or by the worker's code.</summary>
    internal StoreTransaction Began(StoreTransaction transaction) => Running = transaction;

    /// <summary>Records the end of the current transaction.</summary>
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

    /// <summary>The events published and saved so far.</summary>
    internal EventSavepoint MarkSavepoint() => new(_saved.Count + _unsaved.Count, [.. _saved.Where(entry => entry.Sequence != 0)]);

    /// <summary>
    /// Events published since then are undone; those published before and saved since then are saved again. If this context has not set the
    /// savepoint, nothing is known about it: existing rows are sent when the outbox is read next.
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

            Context.Entry(events[index]).State = EntityState.Detached;
            events[index].Sequence = 0;
            if (index < savepoint.Published)
                _unsaved.Add(events[index]);
        }
    }

    /// <summary>Commits statements of the host, which has no changes to save.</summary>
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

    // A context of the pool is reused: a still running operation that was not awaited must not keep the lock.
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
                $"A second operation or transaction was started on this {Context.GetType().Name} before the first one ended: await each operation, and end each transaction, before the next.");
        _isEntering = true;
        return _lease;
    }

    // It was not awaited, and the context has another user by now.
    private void Entered(int lease)
    {
        if (lease != _lease)
        {
            _writeLock.Leave();
            throw new ObjectDisposedException(Context.GetType().Name, "The scope of the context has ended.");
        }

        _hasWriteLock = true;
    }

    /// <summary>Adds published events as rows to the next save, again if the change tracker was cleared.</summary>
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
            Context.Outbox.Add(entry);
        }
    }

    private void Committed()
    {
        _queue?.Add(_saved);
    }

    // A save that failed can be repeated.
    private void ReturnUnsaved()
    {
        _unsaved.AddRange(_saved.Where(entry => Context.Entry(entry).State == EntityState.Added));
        _isSaveTried = true;
    }

    /// <summary>After a failed save the events are still there; a scope that never saves after publishing loses them.</summary>
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

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Workers.Hosting.Store;

/// <content>Start and end of its transactions.</content>
internal sealed partial class StoreSession
{
    /// <summary>The current transaction, of the host or of the worker's code.</summary>
    internal StoreTransaction? Running { get; private set; }

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

    private void Committed()
    {
        _queue?.Add(_saved);
    }

    private static Task CommitAsync(IDbContextTransaction transaction, CancellationToken cancellationToken) =>
        transaction is StoreTransaction store ? store.CommitNowAsync(cancellationToken) : transaction.CommitAsync(cancellationToken);

    private static ValueTask DisposeAsync(IDbContextTransaction transaction) =>
        transaction is StoreTransaction store ? store.DisposeNowAsync() : transaction.DisposeAsync();
}

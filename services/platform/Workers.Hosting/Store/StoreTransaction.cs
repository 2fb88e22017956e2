using System.Data.Common;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Workers.Hosting.Store;

/// <summary>
/// A transaction as seen by a worker's code. Within a consumer only the host commits it: a commit is rejected, disposing it ends nothing,
/// and a rollback undoes all work of the consumer so far, including its events.
/// </summary>
internal sealed class StoreTransaction(StoreSession session, IDbContextTransaction inner) : IDbContextTransaction, IInfrastructure<DbTransaction>
{
    private readonly Dictionary<string, EventSavepoint> _savepoints = new(StringComparer.Ordinal);
    private bool _isEnded;

    public Guid TransactionId => inner.TransactionId;

    public bool SupportsSavepoints => inner.SupportsSavepoints;

    DbTransaction IInfrastructure<DbTransaction>.Instance => inner.GetDbTransaction();

    /// <summary>Whether it can still execute statements; false if it was ended without this object, or with its connection.</summary>
    public bool IsUsable()
    {
        try
        {
            // SQLite's transaction has no connection after its end; Npgsql's throws.
            var transaction = inner.GetDbTransaction();
            _ = transaction.IsolationLevel;
            return transaction.Connection is not null;
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    public void Commit()
    {
        RefuseInConsumer();
        session.SaveUnsavedEvents();
        session.RequireIntact();
        CommitNow();
    }

    public async Task CommitAsync(CancellationToken cancellationToken = default)
    {
        RefuseInConsumer();
        await session.SaveUnsavedEventsAsync(cancellationToken);
        await session.RequireIntactAsync(cancellationToken);
        await CommitNowAsync(cancellationToken);
    }

    public void Rollback()
    {
        inner.Rollback();
        End(isCommitted: false);
    }

    public async Task RollbackAsync(CancellationToken cancellationToken = default)
    {
        await inner.RollbackAsync(cancellationToken);
        End(isCommitted: false);
    }

    public void Dispose()
    {
        if (!session.IsInConsumer)
            DisposeNow();
    }

    public ValueTask DisposeAsync() => session.IsInConsumer ? ValueTask.CompletedTask : DisposeNowAsync();

    public void CreateSavepoint(string name)
    {
        // The inbox entry must precede every savepoint: a rollback to one must not remove it.
        session.PrepareStatement(writes: true);
        inner.CreateSavepoint(name);
        _savepoints[name] = session.MarkSavepoint();
    }

    public async Task CreateSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        await session.PrepareStatementAsync(writes: true, cancellationToken);
        await inner.CreateSavepointAsync(name, cancellationToken);
        _savepoints[name] = session.MarkSavepoint();
    }

    public void RollbackToSavepoint(string name)
    {
        inner.RollbackToSavepoint(name);
        session.RolledBackTo(_savepoints.GetValueOrDefault(name));
    }

    public async Task RollbackToSavepointAsync(string name, CancellationToken cancellationToken = default)
    {
        await inner.RollbackToSavepointAsync(name, cancellationToken);
        session.RolledBackTo(_savepoints.GetValueOrDefault(name));
    }

    public void ReleaseSavepoint(string name) => inner.ReleaseSavepoint(name);

    public Task ReleaseSavepointAsync(string name, CancellationToken cancellationToken = default) =>
        inner.ReleaseSavepointAsync(name, cancellationToken);

    /// <summary>Commits, also within a consumer.</summary>
    internal async Task CommitNowAsync(CancellationToken cancellationToken)
    {
        await inner.CommitAsync(cancellationToken);
        End(isCommitted: true);
    }

    /// <summary>Rolls back what is not committed, also within a consumer.</summary>
    internal async ValueTask DisposeNowAsync()
    {
        await inner.DisposeAsync();
        End(isCommitted: false);
    }

    /// <inheritdoc cref="DisposeNowAsync" />
    internal void DisposeNow()
    {
        inner.Dispose();
        End(isCommitted: false);
    }

    /// <inheritdoc cref="CommitNowAsync" />
    internal void CommitNow()
    {
        inner.Commit();
        End(isCommitted: true);
    }

    private void End(bool isCommitted)
    {
        if (_isEnded)
            return;
        _isEnded = true;
        session.Ended(isCommitted);
    }

    private void RefuseInConsumer()
    {
        if (session.IsInConsumer)
            throw session.RefuseCommit();
    }
}

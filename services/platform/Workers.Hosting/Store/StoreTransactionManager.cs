using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Workers.Hosting.Store;

/// <summary>
/// Begins all transactions of a worker's context. Within a consumer there is only one: further ones join it. On SQLite a transaction begins
/// when the previous writer has ended.
/// </summary>
internal sealed class StoreTransactionManager(IRelationalConnection connection, StoreSession session) : IRelationalTransactionManager
{
    public IDbContextTransaction? CurrentTransaction => Running;

    private StoreTransaction? Running => connection.CurrentTransaction is null ? null : session.Running;

    public IDbContextTransaction BeginTransaction() => BeginTransaction(IsolationLevel.Unspecified);

    public Task<IDbContextTransaction> BeginTransactionAsync(CancellationToken cancellationToken = default) =>
        BeginTransactionAsync(IsolationLevel.Unspecified, cancellationToken);

    public IDbContextTransaction BeginTransaction(IsolationLevel isolationLevel)
    {
        if (Joined(isolationLevel) is { } joined)
            return joined;

        session.EnterWriteLock();
        try
        {
            return session.Began(new StoreTransaction(session, connection.BeginTransaction(isolationLevel)));
        }
        catch
        {
            session.LeaveWriteLock();
            throw;
        }
    }

    public async Task<IDbContextTransaction> BeginTransactionAsync(IsolationLevel isolationLevel, CancellationToken cancellationToken = default)
    {
        if (Joined(isolationLevel) is { } joined)
            return joined;

        await session.EnterWriteLockAsync(cancellationToken);
        try
        {
            return session.Began(new StoreTransaction(session, await connection.BeginTransactionAsync(isolationLevel, cancellationToken)));
        }
        catch
        {
            session.LeaveWriteLock();
            throw;
        }
    }

    public void CommitTransaction() => Required().Commit();

    public Task CommitTransactionAsync(CancellationToken cancellationToken = default) => Required().CommitAsync(cancellationToken);

    public void RollbackTransaction() => Required().Rollback();

    public Task RollbackTransactionAsync(CancellationToken cancellationToken = default) => Required().RollbackAsync(cancellationToken);

    public IDbContextTransaction? UseTransaction(DbTransaction? transaction) => Wrap(Used(transaction) ? connection.UseTransaction(transaction) : null);

    public IDbContextTransaction? UseTransaction(DbTransaction? transaction, Guid transactionId) =>
        Wrap(Used(transaction) ? connection.UseTransaction(transaction, transactionId) : null);

    public async Task<IDbContextTransaction?> UseTransactionAsync(DbTransaction? transaction, CancellationToken cancellationToken = default) =>
        Wrap(Used(transaction) ? await connection.UseTransactionAsync(transaction, cancellationToken) : null);

    public async Task<IDbContextTransaction?> UseTransactionAsync(
        DbTransaction? transaction, Guid transactionId, CancellationToken cancellationToken = default) =>
        Wrap(Used(transaction) ? await connection.UseTransactionAsync(transaction, transactionId, cancellationToken) : null);

    /// <summary>A context that returns to its pool closes its connection: EF Core detects that only by the transaction manager.</summary>
    public void ResetState() => connection.ResetState();

    /// <inheritdoc cref="ResetState" />
    public Task ResetStateAsync(CancellationToken cancellationToken = default) => connection.ResetStateAsync(cancellationToken);

    private StoreTransaction? Joined(IsolationLevel wanted)
    {
        ConsumerRun.RefuseOtherThan(session);
        session.RequireTransaction();
        if (!session.IsInConsumer || Running is not { } running)
            return null;

        var begun = running.GetDbTransaction().IsolationLevel;
        return wanted == IsolationLevel.Unspecified || wanted <= begun
            ? running
            : throw new InvalidOperationException(
                $"The consumer's transaction has begun at isolation level {begun}, and cannot change to {wanted}: begin it before the first writing statement.");
    }

    private bool Used(DbTransaction? transaction) => !session.IsInConsumer
        ? true
        : throw new InvalidOperationException(
            $"A consumer cannot use a transaction of another connection ({transaction?.GetType().Name}): its work is committed together with the inbox and the outbox.");

    private StoreTransaction? Wrap(IDbContextTransaction? inner) =>
        inner is null ? null : session.Began(new StoreTransaction(session, inner));

    private StoreTransaction Required() => Running ?? throw new InvalidOperationException("The connection is not in a transaction.");
}

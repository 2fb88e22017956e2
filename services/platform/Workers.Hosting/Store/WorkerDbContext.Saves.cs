using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace Workers.Hosting.Store;

/// <content>How its changes and events are saved.</content>
public abstract partial class WorkerDbContext
{
    /// <summary>Saves, after the first, of what was published during a save: more than nested handlers of domain events need.</summary>
    private const int MaxSavesOfPublished = 10;

    /// <summary>Saves in the current transaction, past what a worker's context makes of <c>SaveChangesAsync</c>.</summary>
    internal Task SaveWithoutOverridesAsync(CancellationToken cancellationToken) =>
        base.SaveChangesAsync(acceptAllChangesOnSuccess: true, cancellationToken);

    /// <summary>Saves, before a commit of the worker's own code, what was published after the last save.</summary>
    internal void SaveUnsavedEvents()
    {
        CheckUnsavedEvents();
        SavePublished();
    }

    /// <inheritdoc cref="SaveUnsavedEvents" />
    internal async Task SaveUnsavedEventsAsync(CancellationToken cancellationToken)
    {
        CheckUnsavedEvents();
        await SavePublishedAsync(cancellationToken);
    }

    /// <summary>
    /// Refuses to commit a transaction in which a statement failed and was caught: PostgreSQL would answer the commit with a rollback, and
    /// Npgsql would not report that.
    /// </summary>
    /// <exception cref="InvalidOperationException">A statement failed.</exception>
    internal async Task RequireIntactAsync(CancellationToken cancellationToken)
    {
        if (!Database.IsNpgsql())
            return;

        await using var probe = CreateProbe();
        try
        {
            await probe.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InFailedSqlTransaction)
        {
            throw Broken(error);
        }
    }

    /// <inheritdoc cref="RequireIntactAsync" />
    internal void RequireIntact()
    {
        if (!Database.IsNpgsql())
            return;

        using var probe = CreateProbe();
        try
        {
            probe.ExecuteNonQuery();
        }
        catch (PostgresException error) when (error.SqlState == PostgresErrorCodes.InFailedSqlTransaction)
        {
            throw Broken(error);
        }
    }

    /// <summary>Saves, with what is published meanwhile, and commits; or else rolls back.</summary>
    private async Task<int> SaveAndCommitAsync(Func<Task<int>> save, CancellationToken cancellationToken)
    {
        if (Database.CurrentTransaction is null)
            await Database.BeginTransactionAsync(cancellationToken);
        var transaction = Database.CurrentTransaction!;
        try
        {
            // Rolled back when it fails, unless somebody catches that: else a savepoint to return to would only be two more statements.
            Database.AutoSavepointsEnabled = HasSaveHooks;
            var rows = await save() + await SavePublishedAsync(cancellationToken);

            // Rows that were written last show that nothing failed before.
            if (rows == 0 || HasSaveHooks)
                await RequireIntactAsync(cancellationToken);
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

    private Task<int> SaveAloneAsync(CancellationToken cancellationToken) => SaveAndCommitAsync(
        async () =>
        {
            AddEventsToOutbox();
            _acceptsAtCommit = !HasSaveHooks;
            return await base.SaveChangesAsync(acceptAllChangesOnSuccess: HasSaveHooks, cancellationToken);
        },
        cancellationToken);

    private int SaveAlone()
    {
        using var transaction = Database.BeginTransaction();
        try
        {
            Database.AutoSavepointsEnabled = HasSaveHooks;
            AddEventsToOutbox();
            _acceptsAtCommit = !HasSaveHooks;
            var rows = base.SaveChanges(acceptAllChangesOnSuccess: HasSaveHooks) + SavePublished();
            transaction.Commit();
            return rows;
        }
        finally
        {
            _acceptsAtCommit = false;
            Database.AutoSavepointsEnabled = true;
        }
    }

    /// <summary>Saves what overrides and interceptors of a save have published after the outbox's rows were added to it.</summary>
    private int SavePublished()
    {
        var rows = 0;
        for (var round = 0; HasPublished(round); round++)
            rows += base.SaveChanges(acceptAllChangesOnSuccess: true);
        return rows;
    }

    /// <inheritdoc cref="SavePublished" />
    private async Task<int> SavePublishedAsync(CancellationToken cancellationToken)
    {
        var rows = 0;
        for (var round = 0; HasPublished(round); round++)
            rows += await base.SaveChangesAsync(acceptAllChangesOnSuccess: true, cancellationToken);
        return rows;
    }

    private bool HasPublished(int round)
    {
        // Of a save that is accepted with its commit the rows have no numbers yet; nobody publishes during it.
        if (_acceptsAtCommit || (_unsaved.Count == 0 && _saved.TrueForAll(entry => entry.Sequence != 0)))
            return false;
        if (round == MaxSavesOfPublished)
            throw new InvalidOperationException(
                $"An interceptor of SaveChanges publishes {_unsaved.FirstOrDefault()?.DetailType} at each save, also at the save of what it has published: have it publish once.");
        AddEventsToOutbox();
        return true;
    }

    private DbCommand CreateProbe()
    {
        var probe = Database.GetDbConnection().CreateCommand();
        probe.Transaction = Database.CurrentTransaction!.GetDbTransaction();
        probe.CommandText = "SELECT 1";
        return probe;
    }

    private static InvalidOperationException Broken(PostgresException error) => new(
        "A statement of the transaction failed and was caught, and PostgreSQL undoes the whole transaction then: set a savepoint before a statement "
        + "that may fail (transaction.CreateSavepointAsync), and return to it in the catch; or do not catch it.",
        error);

    private void CheckUnsavedEvents()
    {
        if (_unsaved.Count > 0 && ChangeTracker.HasChanges())
            throw new InvalidOperationException(
                "Events were published after the last SaveChanges, and other changes are not saved: call SaveChanges before the commit.");
    }
}

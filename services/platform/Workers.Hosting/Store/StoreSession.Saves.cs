using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Workers.Hosting.Store;

/// <content>Saving changes and events together, and the commit of both.</content>
internal sealed partial class StoreSession
{
    /// <summary>Further saves for events that were published during a save: more than nested handlers of domain events need.</summary>
    private const int MaxSavesOfPublished = 10;

    /// <summary>Before a commit by the worker's own code, saves the events published after the last save.</summary>
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
    /// Rejects the commit of a transaction in which a statement failed and was caught: PostgreSQL would answer the commit with a rollback,
    /// and Npgsql would not report that.
    /// </summary>
    /// <exception cref="InvalidOperationException">A statement failed.</exception>
    internal async Task RequireIntactAsync(CancellationToken cancellationToken)
    {
        if (Provider is not { FailsTransactions: true })
            return;

        await using var probe = CreateProbe();
        try
        {
            await probe.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (DbException error) when (Provider.IsOfFailedTransaction(error))
        {
            throw Broken(error);
        }
    }

    /// <inheritdoc cref="RequireIntactAsync" />
    internal void RequireIntact()
    {
        if (Provider is not { FailsTransactions: true })
            return;

        using var probe = CreateProbe();
        try
        {
            probe.ExecuteNonQuery();
        }
        catch (DbException error) when (Provider.IsOfFailedTransaction(error))
        {
            throw Broken(error);
        }
    }

    /// <summary>Saves, including events published meanwhile, and commits; or else rolls back.</summary>
    private async Task<int> SaveAndCommitAsync(Func<Task<int>> save, CancellationToken cancellationToken)
    {
        if (Database.CurrentTransaction is null)
            await Database.BeginTransactionAsync(cancellationToken);
        var transaction = Database.CurrentTransaction!;
        try
        {
            // A failure rolls back everything, unless it is caught: then an automatic savepoint is only two more statements.
            Database.AutoSavepointsEnabled = HasSaveHooks;
            var rows = await save() + await SavePublishedAsync(cancellationToken);

            // If rows were written last, nothing failed before.
            if (rows == 0 || HasSaveHooks)
                await RequireIntactAsync(cancellationToken);
            await CommitAsync(transaction, cancellationToken);
            return rows;
        }
        finally
        {
            Database.AutoSavepointsEnabled = true;
            await DisposeAsync(transaction);
        }
    }

    /// <summary>Saves events that overrides and interceptors of a save published after the outbox's rows were added to it.</summary>
    private int SavePublished()
    {
        var rows = 0;
        for (var round = 0; HasPublished(round); round++)
            rows += PlainSave.Run(Context);
        return rows;
    }

    /// <inheritdoc cref="SavePublished" />
    private async Task<int> SavePublishedAsync(CancellationToken cancellationToken)
    {
        var rows = 0;
        for (var round = 0; HasPublished(round); round++)
            rows += await PlainSave.RunAsync(Context, cancellationToken);
        return rows;
    }

    private bool HasPublished(int round)
    {
        if (_unsaved.Count == 0 && _saved.TrueForAll(entry => entry.Sequence != 0))
            return false;
        if (round == MaxSavesOfPublished)
            throw new InvalidOperationException(
                $"An interceptor of SaveChanges publishes {_unsaved.FirstOrDefault()?.DetailType} at each save, also at the save of its own events: let it publish once.");
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

    private static InvalidOperationException Broken(DbException error) => new(
        "A statement of the transaction failed and was caught, and the database then undoes the whole transaction: set a savepoint before a statement "
        + "that may fail (transaction.CreateSavepointAsync), and roll back to it in the catch; or do not catch it.",
        error);

    private void CheckUnsavedEvents()
    {
        if (_unsaved.Count > 0 && Context.ChangeTracker.HasChanges())
            throw new InvalidOperationException(
                "Events were published after the last SaveChanges, and other changes are not saved: call SaveChanges before the commit.");
    }
}

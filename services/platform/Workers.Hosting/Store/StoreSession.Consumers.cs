using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Workers.Hosting.Store;

/// <content>The transaction of a consumer.</content>
internal sealed partial class StoreSession
{
    /// <summary>From here on, all work with the context belongs to the consumer's transaction.</summary>
    internal ConsumerRun EnterConsumer(IReadOnlyList<InboxEntry> entries) => _consumer = new ConsumerRun(this, entries);

    /// <summary>Commits the consumer's work.</summary>
    /// <exception cref="EventDoneException">Another copy of an event, handled at the same moment, was committed first.</exception>
    internal async Task CommitConsumerAsync(CancellationToken cancellationToken)
    {
        var consumer = _consumer ?? throw new InvalidOperationException(
            "The consumer has disposed its context: remove that, the host does it after the consumer.");
        consumer.ThrowIfRefused();
        consumer.RequireTransaction();
        var areAmongRows = !consumer.AreEntriesWritten;
        try
        {
            if (Database.CurrentTransaction is null)
                await Database.BeginTransactionAsync(cancellationToken);
            consumer.IsCommitting = true;
            await SaveAndCommitAsync(() => SaveLastAsync(consumer, cancellationToken), cancellationToken);
        }
        catch (DbUpdateException) when (areAmongRows)
        {
            if (await Context.IsAnyDoneAsync(consumer.Entries, cancellationToken))
                throw new EventDoneException();
            throw;
        }
    }

    internal InvalidOperationException RefuseCommit() => _consumer!.Refused(CommitRefusal);

    /// <summary>
    /// Ends the consumer's transaction; uncommitted work leaves nothing in the database, the change tracker and the outbox.
    /// </summary>
    internal async Task LeaveConsumerAsync(bool isCommitted)
    {
        var wasConnectionClosed = _consumer?.WasConnectionClosed == true;
        if (Leave() is { } transaction)
            await transaction.DisposeNowAsync();
        if (wasConnectionClosed)
            await Context.GetService<IRelationalConnection>().DisposeAsync();
        if (!isCommitted)
            Context.ChangeTracker.Clear();
    }

    /// <summary>Rejects a write in a consumer whose transaction has ended.</summary>
    internal void RequireTransaction() => _consumer?.RequireTransaction();

    /// <inheritdoc cref="ConsumerRun.ThrowIfLost" />
    internal void ThrowIfTransactionLost(Exception error) => _consumer?.ThrowIfLost(error);

    /// <summary>Includes a statement in the consumer's transaction.</summary>
    /// <param name="writes">Whether the statement starts the transaction, if it has not started.</param>
    /// <param name="cancellationToken">Cancels the wait for the transaction.</param>
    /// <returns>The transaction; null if the statement needs none, or has it.</returns>
    internal async ValueTask<DbTransaction?> PrepareStatementAsync(bool writes, CancellationToken cancellationToken)
    {
        if (writes)
            RequireTransaction();
        if (!NeedsPreparation(writes))
            return null;

        await BeginAsync(cancellationToken);
        return Database.CurrentTransaction!.GetDbTransaction();
    }

    /// <summary>Includes a statement in the consumer's transaction.</summary>
    /// <param name="writes">Whether the statement starts the transaction, if it has not started.</param>
    /// <returns>The transaction; null if the statement needs none, or has it.</returns>
    internal DbTransaction? PrepareStatement(bool writes)
    {
        if (writes)
            RequireTransaction();
        if (!NeedsPreparation(writes))
            return null;

        Join();
        return Database.CurrentTransaction!.GetDbTransaction();
    }

    // The override of a worker's context may save only if there are changes of its own.
    private async Task<int> SaveLastAsync(ConsumerRun consumer, CancellationToken cancellationToken)
    {
        var rows = await Context.SaveChangesAsync(cancellationToken);
        consumer.ThrowIfRefused();
        if (HasSaveHooks && consumer.AreEntriesAmongRows && consumer.Entries.Any(entry => Context.Entry(entry).State != EntityState.Unchanged))
        {
            // The save failed, and the override caught that: the changes are undone, up to the savepoint before it.
            (consumer.AreEntriesWritten, consumer.AreEntriesAmongRows) = (false, false);
            foreach (var entry in consumer.Entries)
                Context.Entry(entry).State = EntityState.Detached;
            await RequireIntactAsync(cancellationToken);
            await WriteInboxEntriesAsync(cancellationToken);
            return rows;
        }

        if (!AreEntriesAdded())
            return rows;
        AddEventsToOutbox();
        return rows + await PlainSave.RunAsync(Context, cancellationToken);
    }

    private Task AddEntriesOrBeginAsync(CancellationToken cancellationToken) =>
        AreEntriesAdded() ? Task.CompletedTask : BeginAsync(cancellationToken);

    private void AddEntriesOrJoin()
    {
        if (!AreEntriesAdded())
            Join();
    }

    /// <summary>
    /// Adds the inbox entries to the rows of the last save: before that there is nothing to protect, and it saves a round trip. A copy that
    /// is handled at the same moment conflicts at their unique key.
    /// </summary>
    private bool AreEntriesAdded()
    {
        if (_consumer is not { IsCommitting: true, AreEntriesWritten: false } consumer)
            return false;
        (consumer.AreEntriesWritten, consumer.AreEntriesAmongRows) = (true, true);
        Context.Inbox.AddRange(consumer.Entries);
        return true;
    }

    private bool NeedsPreparation(bool writes) =>
        _consumer is { IsWritingEntries: false } consumer
        && (Database.CurrentTransaction is null ? writes : !consumer.AreEntriesWritten);

    private void Join()
    {
        if (Database.CurrentTransaction is null)
            Database.BeginTransaction();
        if (_consumer is not { AreEntriesWritten: false, IsWritingEntries: false } consumer)
            return;

        consumer.IsWritingEntries = true;
        try
        {
            consumer.AreEntriesWritten = Context.AddOnce(consumer.Entries) ? true : throw new EventDoneException();
        }
        finally
        {
            consumer.IsWritingEntries = false;
        }
    }

    private async Task WriteInboxEntriesAsync(CancellationToken cancellationToken)
    {
        if (_consumer is not { AreEntriesWritten: false, IsWritingEntries: false } consumer)
            return;

        consumer.IsWritingEntries = true;
        try
        {
            consumer.AreEntriesWritten = await Context.AddOnceAsync(consumer.Entries, cancellationToken) ? true : throw new EventDoneException();
        }
        finally
        {
            consumer.IsWritingEntries = false;
        }
    }

    private void RolledBackInConsumer()
    {
        _consumer!.AreEntriesWritten = false;
        _unsaved.Clear();
        Context.ChangeTracker.Clear();
    }

    /// <summary>Leaves the consumer, if there is one.</summary>
    /// <returns>The open transaction, to be rolled back; null if there is none.</returns>
    private StoreTransaction? Leave()
    {
        _consumer?.End();
        _consumer = null;
        _unsaved.Clear();
        _saved.Clear();
        return Running;
    }
}

using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <content>The steps of a save of the context, called by <see cref="StoreSaves"/>.</content>
internal sealed partial class StoreSession
{
    // EF Core begins and ends the transaction of the current save.
    private bool _isSavedAlone;

    // The transaction that was begun for the current save, so that code around the save belongs to it.
    private StoreTransaction? _hooked;

    // Saves that a worker's interceptor does within that one.
    private int _nestedSaves;

    /// <summary>Before the worker's interceptors: begins the transaction, if they may write or publish.</summary>
    public void StartSave()
    {
        if (!BeginsSave())
            return;
        if (IsInConsumer)
            AddEntriesOrJoin();
        else
            _hooked = (StoreTransaction)Database.BeginTransaction();
    }

    /// <inheritdoc cref="StartSave" />
    public async Task StartSaveAsync(CancellationToken cancellationToken)
    {
        if (!BeginsSave())
            return;
        if (IsInConsumer)
            await AddEntriesOrBeginAsync(cancellationToken);
        else
            _hooked = (StoreTransaction)await Database.BeginTransactionAsync(cancellationToken);
    }

    /// <summary>After the worker's interceptors: the events that were published become rows of the save.</summary>
    public void PrepareSave()
    {
        DetectChanges();
        if (_isSavedAlone)
            EnterWriteLock();
        AddEventsToOutbox();
    }

    /// <inheritdoc cref="PrepareSave" />
    public async Task PrepareSaveAsync(CancellationToken cancellationToken)
    {
        DetectChanges();
        if (_isSavedAlone)
            await EnterWriteLockAsync(cancellationToken);
        AddEventsToOutbox();
    }

    /// <summary>After the save and the worker's interceptors: commits, if the transaction was begun for this save.</summary>
    public void EndSave()
    {
        AcceptEvents();
        if (EndsHooked())
            CommitHooked();
    }

    /// <inheritdoc cref="EndSave" />
    public async Task EndSaveAsync(CancellationToken cancellationToken)
    {
        AcceptEvents();
        if (!EndsHooked())
            return;
        var transaction = _hooked!;
        _hooked = null;
        try
        {
            await SavePublishedAsync(cancellationToken);
            await RequireIntactAsync(cancellationToken);
            await transaction.CommitNowAsync(cancellationToken);
        }
        catch
        {
            TakeBackEvents();
            throw;
        }
        finally
        {
            await transaction.DisposeNowAsync();
        }
    }

    /// <summary>The save failed, or one of its interceptors: rolls back the transaction that was begun for it.</summary>
    public void FailSave()
    {
        if (FailsHooked() is { } transaction)
            transaction.DisposeNow();
    }

    /// <inheritdoc cref="FailSave" />
    public ValueTask FailSaveAsync() => FailsHooked()?.DisposeNowAsync() ?? ValueTask.CompletedTask;

    /// <summary>Whether the save has to begin or join a transaction.</summary>
    private bool BeginsSave()
    {
        _isSaveTried = true;
        ConsumerRun.RefuseOtherThan(this);
        RequireTransaction();
        if (IsInConsumer)
            return true;

        if (Database.CurrentTransaction is not null)
        {
            if (_hooked is not null)
                _nestedSaves++;
            return false;
        }

        (_hooked, _nestedSaves) = (null, 0);
        _isSavedAlone = !HasSaveHooks;
        return !_isSavedAlone;
    }

    // EF Core does it later, where no interceptor hears of a failure: this save would seem to go on.
    private void DetectChanges()
    {
        if ((_hooked is not null || _isSavedAlone) && Context.ChangeTracker.AutoDetectChangesEnabled)
            Context.ChangeTracker.DetectChanges();
    }

    private bool EndsHooked()
    {
        if (_isSavedAlone)
            EndAlone(isCommitted: true);
        if (_hooked is null || _nestedSaves-- > 0)
            return false;
        _nestedSaves = 0;
        if (!SaveHooks.HasSavedHandlers(Context))
            return true;

        // They are called next, and may publish: this one is the last of them.
        Context.SavedChanges += OnSaved;
        return false;
    }

    private void OnSaved(object? sender, SavedChangesEventArgs e)
    {
        Context.SavedChanges -= OnSaved;
        CommitHooked();
    }

    private void CommitHooked()
    {
        var transaction = _hooked!;
        _hooked = null;
        try
        {
            SavePublished();
            RequireIntact();
            transaction.CommitNow();
        }
        catch
        {
            TakeBackEvents();
            throw;
        }
        finally
        {
            transaction.DisposeNow();
        }
    }

    private StoreTransaction? FailsHooked()
    {
        if (_isSavedAlone)
            EndAlone(isCommitted: false);
        if (_hooked is not { } transaction || _nestedSaves-- > 0)
            return null;
        Context.SavedChanges -= OnSaved;
        (_hooked, _nestedSaves) = (null, 0);
        TakeBackEvents();
        return transaction;
    }

    private void EndAlone(bool isCommitted)
    {
        _isSavedAlone = false;
        LeaveWriteLock();
        if (isCommitted)
            Committed();
        else
            ReturnUnsaved();
        _saved.Clear();
    }
}

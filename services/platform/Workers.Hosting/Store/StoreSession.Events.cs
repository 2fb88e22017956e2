using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Store;

/// <content>Its events, from their publication until their rows are committed.</content>
internal sealed partial class StoreSession
{
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

    [LoggerMessage(
        LogLevel.Warning,
        "{Count} events were published and never saved in a scope that has ended, the first {DetailType} {Event}: they are not published. Call SaveChanges after Publish")]
    private static partial void LogUnsaved(ILogger logger, int count, string detailType, Guid @event);

    // A caller of SaveChanges(acceptAllChangesOnSuccess: false) does so for rows of its own.
    private void AcceptEvents()
    {
        foreach (var entry in _saved.Select(entry => Context.Entry(entry)).Where(entry => entry.State == EntityState.Added))
        {
            var sequence = entry.Property(row => row.Sequence).CurrentValue;
            entry.State = EntityState.Detached;
            entry.Entity.Sequence = sequence;
            entry.State = EntityState.Unchanged;
        }
    }

    // The save, which is undone, has made rows of them. It may be repeated.
    private void TakeBackEvents()
    {
        foreach (var entry in _saved)
        {
            Context.Entry(entry).State = EntityState.Detached;
            entry.Sequence = 0;
        }

        _unsaved.InsertRange(0, _saved);
        _saved.Clear();
    }
}

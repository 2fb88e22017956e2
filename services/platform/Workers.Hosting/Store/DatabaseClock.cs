using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <summary>
/// The time of the database, used for leases: the processes that share an outbox need no synchronised clocks. It is read at start and then
/// every few seconds; in between, this process's monotonic clock advances it.
/// </summary>
internal sealed class DatabaseClock(TimeProvider time)
{
    private volatile Reading? _latest;

    /// <summary>Now, in ticks of UTC; the process's own time until the database was read.</summary>
    public long UtcTicks => _latest is { } latest
        ? latest.UtcTicks + time.GetElapsedTime(latest.Timestamp).Ticks
        : time.GetUtcNow().UtcTicks;

    /// <summary>Reads the database's time.</summary>
    public async Task SynchronizeAsync(DbContext db, CancellationToken cancellationToken)
    {
        var sinceEpoch = await db.Database.SqlQuery<long>(StoreSession.Of(db).Provider.UtcTicks).SingleAsync(cancellationToken);
        _latest = new Reading(DateTime.UnixEpoch.Ticks + sinceEpoch, time.GetTimestamp());
    }

    private sealed record Reading(long UtcTicks, long Timestamp);
}

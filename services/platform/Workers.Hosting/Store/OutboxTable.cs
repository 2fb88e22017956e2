using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <summary>The statements of the outbox. Times are those of <see cref="DatabaseClock"/>, in ticks of UTC; only rows of the owner are settled.</summary>
internal static class OutboxTable
{
    /// <summary>Time of a row that is never due: it was refused.</summary>
    private const long Never = long.MaxValue;

    /// <summary>
    /// Takes the oldest unleased rows for one lease time. Several processes may do so at once: on PostgreSQL they skip each other's rows,
    /// on SQLite one writes at a time.
    /// </summary>
    public static async Task<List<OutboxEntry>> LeaseAsync(
        this DbContext db, CommittedEvents queue, int count, long now, CancellationToken cancellationToken)
    {
        if (!await db.Outbox.AnyAsync(entry => entry.NotBefore <= now, cancellationToken))
            return [];

        await db.BeginAsync(cancellationToken);
        var leased = await Lease(db, queue.Owner, count, now, now + queue.LeaseTime.Ticks).AsNoTracking().ToListAsync(cancellationToken);
        await StoreSession.Of(db).CommitStatementsAsync(cancellationToken);

        // RETURNING guarantees no order.
        return [.. leased.OrderBy(entry => entry.Sequence)];
    }

    /// <summary>Renews the leases.</summary>
    /// <returns>The rows that still belong to the owner; another process has taken the others.</returns>
    public static async Task<HashSet<long>> RenewAsync(
        this DbContext db, CommittedEvents queue, IReadOnlyList<long> sequences, long now, CancellationToken cancellationToken)
    {
        await db.BeginAsync(cancellationToken);
        await Of(db, queue.Owner, sequences).ExecuteUpdateAsync(
            set => set.SetProperty(entry => entry.NotBefore, now + queue.LeaseTime.Ticks), cancellationToken);
        var kept = await Of(db, queue.Owner, sequences).Select(entry => entry.Sequence).ToListAsync(cancellationToken);
        await StoreSession.Of(db).CommitStatementsAsync(cancellationToken);
        return [.. kept];
    }

    /// <summary>Releases leased rows that were not published; within a transaction.</summary>
    public static Task ReleaseAsync(
        this DbContext db, string owner, IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        Of(db, owner, sequences).ExecuteUpdateAsync(
            set => set.SetProperty(entry => entry.NotBefore, 0L).SetProperty(entry => entry.Owner, (string?)null), cancellationToken);

    /// <summary>Deletes published rows; within a transaction.</summary>
    public static Task DeleteAsync(
        this DbContext db, string owner, IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        Of(db, owner, sequences).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Delays the next attempt of a row; within a transaction.</summary>
    public static Task PostponeAsync(
        this DbContext db, string owner, OutboxEntry entry, long notBefore, CancellationToken cancellationToken) =>
        Of(db, owner, [entry.Sequence]).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Failures, entry.Failures + 1)
                .SetProperty(row => row.NotBefore, notBefore)
                .SetProperty(row => row.Owner, (string?)null),
            cancellationToken);

    /// <summary>Marks a row as refused; within a transaction.</summary>
    public static Task RefuseAsync(
        this DbContext db, string owner, OutboxEntry entry, string refusal, long now, CancellationToken cancellationToken) =>
        Of(db, owner, [entry.Sequence]).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Failures, entry.Failures + 1)
                .SetProperty(row => row.NotBefore, Never)
                .SetProperty(row => row.Owner, (string?)null)
                .SetProperty(row => row.RefusedAt, now)
                .SetProperty(row => row.Refusal, refusal),
            cancellationToken);

    /// <summary>Marks rows as refused that could not be published since the given time; within a transaction.</summary>
    public static Task<int> RefuseOlderAsync(
        this DbContext db, long occurredBefore, string refusal, long now, CancellationToken cancellationToken) =>
        db.Outbox
            .Where(entry => (entry.ScheduledAt ?? entry.OccurredAt) < occurredBefore && entry.Failures > 0 && entry.RefusedAt == null)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.NotBefore, Never)
                    .SetProperty(row => row.Owner, (string?)null)
                    .SetProperty(row => row.RefusedAt, now)
                    .SetProperty(row => row.Refusal, refusal),
                cancellationToken);

    /// <summary>Lets all refused rows be published again.</summary>
    /// <returns>Their number.</returns>
    public static async Task<int> PublishRefusedAsync(this DbContext db, CancellationToken cancellationToken)
    {
        await db.BeginAsync(cancellationToken);
        var count = await db.Outbox.Where(entry => entry.RefusedAt != null).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Failures, 0)
                .SetProperty(row => row.NotBefore, 0L)
                .SetProperty(row => row.RefusedAt, (long?)null)
                .SetProperty(row => row.Refusal, (string?)null),
            cancellationToken);
        await StoreSession.Of(db).CommitStatementsAsync(cancellationToken);
        return count;
    }

    /// <summary>Events that are to be published now: neither refused, nor scheduled for later.</summary>
    public static IQueryable<OutboxEntry> Due(this IQueryable<OutboxEntry> outbox, long now) =>
        outbox.Where(entry => entry.RefusedAt == null && (entry.ScheduledAt == null || entry.ScheduledAt <= now));

    // As one parameter: so the statement, and its compiled query, are the same for any number of rows.
    private static IQueryable<OutboxEntry> Of(DbContext db, string owner, IReadOnlyList<long> sequences) =>
        db.Outbox.Where(entry => EF.Parameter(sequences).Contains(entry.Sequence) && entry.Owner == owner);

    private static IQueryable<OutboxEntry> Lease(DbContext db, string owner, int count, long now, long until) =>
        db.Outbox.FromSql(StoreSession.Of(db).Provider.Lease(db.NameOf<OutboxEntry>(), owner, count, now, until));
}

using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <summary>The statements of the outbox. Times are those of <see cref="DatabaseClock"/>, in ticks of UTC; only rows of the owner are settled.</summary>
internal static class OutboxTable
{
    /// <summary>A row that is never due: it was refused.</summary>
    private const long Never = long.MaxValue;

    /// <summary>
    /// Takes the oldest rows that nobody holds, for as long as the lease lasts. Several processes may do so at once: on PostgreSQL
    /// they skip each other's rows, on SQLite one writes at a time.
    /// </summary>
    public static async Task<List<OutboxEntry>> LeaseAsync(
        this WorkerDbContext db, OutboxQueue queue, int count, long now, CancellationToken cancellationToken)
    {
        if (!await db.Outbox.AnyAsync(entry => entry.NotBefore <= now, cancellationToken))
            return [];

        await db.BeginAsync(cancellationToken);
        var leased = await Lease(db, queue.Owner, count, now, now + queue.LeaseTime.Ticks).AsNoTracking().ToListAsync(cancellationToken);
        await db.CommitStatementsAsync(cancellationToken);

        // RETURNING promises no order.
        return [.. leased.OrderBy(entry => entry.Sequence)];
    }

    /// <summary>Prolongs the leases.</summary>
    /// <returns>The rows that still belong to the owner; another process has taken the others.</returns>
    public static async Task<HashSet<long>> RenewAsync(
        this WorkerDbContext db, OutboxQueue queue, IReadOnlyList<long> sequences, long now, CancellationToken cancellationToken)
    {
        await db.BeginAsync(cancellationToken);
        await Of(db, queue.Owner, sequences).ExecuteUpdateAsync(
            set => set.SetProperty(entry => entry.NotBefore, now + queue.LeaseTime.Ticks), cancellationToken);
        var kept = await Of(db, queue.Owner, sequences).Select(entry => entry.Sequence).ToListAsync(cancellationToken);
        await db.CommitStatementsAsync(cancellationToken);
        return [.. kept];
    }

    /// <summary>Gives back what was leased and not published; within a transaction.</summary>
    public static Task ReleaseAsync(
        this WorkerDbContext db, string owner, IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        Of(db, owner, sequences).ExecuteUpdateAsync(
            set => set.SetProperty(entry => entry.NotBefore, 0L).SetProperty(entry => entry.Owner, (string?)null), cancellationToken);

    /// <summary>Deletes what is published; within a transaction.</summary>
    public static Task DeleteAsync(
        this WorkerDbContext db, string owner, IReadOnlyList<long> sequences, CancellationToken cancellationToken) =>
        Of(db, owner, sequences).ExecuteDeleteAsync(cancellationToken);

    /// <summary>Has a row tried again after a pause; within a transaction.</summary>
    public static Task PostponeAsync(
        this WorkerDbContext db, string owner, OutboxEntry entry, long notBefore, CancellationToken cancellationToken) =>
        Of(db, owner, [entry.Sequence]).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Failures, entry.Failures + 1)
                .SetProperty(row => row.NotBefore, notBefore)
                .SetProperty(row => row.Owner, (string?)null),
            cancellationToken);

    /// <summary>Keeps a row as refused; within a transaction.</summary>
    public static Task RefuseAsync(
        this WorkerDbContext db, string owner, OutboxEntry entry, string refusal, long now, CancellationToken cancellationToken) =>
        Of(db, owner, [entry.Sequence]).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Failures, entry.Failures + 1)
                .SetProperty(row => row.NotBefore, Never)
                .SetProperty(row => row.Owner, (string?)null)
                .SetProperty(row => row.RefusedAt, now)
                .SetProperty(row => row.Refusal, refusal),
            cancellationToken);

    /// <summary>Keeps as refused what was tried in vain since the given moment; within a transaction.</summary>
    public static Task<int> RefuseOlderAsync(
        this WorkerDbContext db, long occurredBefore, string refusal, long now, CancellationToken cancellationToken) =>
        db.Outbox
            .Where(entry => entry.OccurredAt < occurredBefore && entry.Failures > 0 && entry.RefusedAt == null)
            .ExecuteUpdateAsync(
                set => set
                    .SetProperty(row => row.NotBefore, Never)
                    .SetProperty(row => row.Owner, (string?)null)
                    .SetProperty(row => row.RefusedAt, now)
                    .SetProperty(row => row.Refusal, refusal),
                cancellationToken);

    /// <summary>Has all refused rows published again.</summary>
    /// <returns>How many there were.</returns>
    public static async Task<int> PublishRefusedAsync(this WorkerDbContext db, CancellationToken cancellationToken)
    {
        await db.BeginAsync(cancellationToken);
        var count = await db.Outbox.Where(entry => entry.RefusedAt != null).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Failures, 0)
                .SetProperty(row => row.NotBefore, 0L)
                .SetProperty(row => row.RefusedAt, (long?)null)
                .SetProperty(row => row.Refusal, (string?)null),
            cancellationToken);
        await db.CommitStatementsAsync(cancellationToken);
        return count;
    }

    // As one parameter: the statement, and what EF Core makes of it, is the same for any number of rows.
    private static IQueryable<OutboxEntry> Of(WorkerDbContext db, string owner, IReadOnlyList<long> sequences) =>
        db.Outbox.Where(entry => EF.Parameter(sequences).Contains(entry.Sequence) && entry.Owner == owner);

    private static IQueryable<OutboxEntry> Lease(WorkerDbContext db, string owner, int count, long now, long until) => db.Database.IsNpgsql()
        ? db.Outbox.FromSql(
            $"""
            UPDATE "Outbox" SET "NotBefore" = {until}, "Owner" = {owner}
            WHERE "Sequence" IN (
                SELECT "Sequence" FROM "Outbox" WHERE "NotBefore" <= {now} ORDER BY "Sequence" LIMIT {count} FOR UPDATE SKIP LOCKED)
            RETURNING *
            """)
        : db.Outbox.FromSql(
            $"""
            UPDATE "Outbox" SET "NotBefore" = {until}, "Owner" = {owner}
            WHERE "Sequence" IN (SELECT "Sequence" FROM "Outbox" WHERE "NotBefore" <= {now} ORDER BY "Sequence" LIMIT {count})
            RETURNING *
            """);
}

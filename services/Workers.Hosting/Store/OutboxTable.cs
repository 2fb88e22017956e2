using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

internal static class OutboxTable
{
    /// <summary>
    /// Takes the oldest rows that nobody holds, for as long as the lease lasts. Several processes may do so at once: on PostgreSQL
    /// they skip each other's rows, on SQLite one writes at a time.
    /// </summary>
    public static async Task<List<OutboxEntry>> LeaseAsync(
        this WorkerDbContext db, int count, TimeProvider time, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var until = (now + OutboxQueue.LeaseTime).UtcTicks;
        if (!await db.Outbox.AnyAsync(entry => entry.NotBefore <= now.UtcTicks, cancellationToken))
            return [];

        await db.BeginAsync(cancellationToken);
        var leased = await Rows(db, count, now.UtcTicks, until).AsNoTracking().ToListAsync(cancellationToken);
        await db.CommitAsync(cancellationToken);

        // RETURNING promises no order.
        return [.. leased.OrderBy(entry => entry.Sequence)];
    }

    /// <summary>Gives back what was leased and not published.</summary>
    public static async Task ReleaseAsync(this WorkerDbContext db, IReadOnlyList<OutboxEntry> entries, CancellationToken cancellationToken)
    {
        var sequences = entries.Select(entry => entry.Sequence).ToList();
        await db.BeginAsync(cancellationToken);
        await db.Outbox
            .Where(entry => EF.Parameter(sequences).Contains(entry.Sequence))
            .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.NotBefore, 0L), cancellationToken);
        await db.CommitAsync(cancellationToken);
    }

    private static IQueryable<OutboxEntry> Rows(WorkerDbContext db, int count, long now, long until) => db.Database.IsNpgsql()
        ? db.Outbox.FromSql(
            $"""
            UPDATE "Outbox" SET "NotBefore" = {until}
            WHERE "Sequence" IN (
                SELECT "Sequence" FROM "Outbox" WHERE "NotBefore" <= {now} ORDER BY "Sequence" LIMIT {count} FOR UPDATE SKIP LOCKED)
            RETURNING *
            """)
        : db.Outbox.FromSql(
            $"""
            UPDATE "Outbox" SET "NotBefore" = {until}
            WHERE "Sequence" IN (SELECT "Sequence" FROM "Outbox" WHERE "NotBefore" <= {now} ORDER BY "Sequence" LIMIT {count})
            RETURNING *
            """);
}

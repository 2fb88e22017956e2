using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

internal static class InboxTable
{
    /// <summary>
    /// Creates the query for the inbox keys of an event. It runs before each consumer, so EF Core compiles it once; the result is valid
    /// for one worker's database only. It filters by the event's id only: there is rarely a row, and a longer condition costs more, on
    /// SQLite at each connection, than reading one.
    /// </summary>
    public static Func<DbContext, Guid, IAsyncEnumerable<InboxKey>> CompileKeys() => EF.CompileAsyncQuery(
        (DbContext db, Guid eventId) =>
            db.Set<InboxEntry>().Where(entry => entry.EventId == eventId).Select(entry => new InboxKey(entry.Consumer, entry.Source)));

    /// <summary>Finds the events that the consumer has handled before.</summary>
    public static async Task<HashSet<(Guid EventId, string Source)>> DoneAmongAsync(
        this DbContext db, IReadOnlyList<InboxEntry> entries, string shortName, CancellationToken cancellationToken)
    {
        var ids = entries.Select(entry => entry.EventId).ToList();
        var consumer = entries[0].Consumer;
        var done = await db.Inbox.AsNoTracking()
            .Where(entry => EF.Parameter(ids).Contains(entry.EventId)
                && (entry.Consumer == consumer || (entry.Consumer == shortName && entry.Source == "")))
            .Select(entry => new { entry.EventId, entry.Source })
            .ToListAsync(cancellationToken);
        var known = done.Select(entry => (entry.EventId, entry.Source)).ToHashSet();
        return entries.Select(entry => (entry.EventId, entry.Source))
            .Where(identity => known.Contains(identity) || known.Contains((identity.EventId, "")))
            .ToHashSet();
    }

    /// <summary>
    /// Adds the entries, unless the consumer has handled one of the events before. A copy that is handled at the same moment, in any
    /// process, waits in the database until the first one has committed or rolled back, so no exception is needed to detect it.
    /// </summary>
    /// <returns>False if one existed.</returns>
    public static async Task<bool> AddOnceAsync(
        this DbContext db, IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken)
    {
        foreach (var entry in entries)
        {
            if (await db.Database.ExecuteSqlAsync(Insert(db, entry), cancellationToken) == 0)
                return false;
        }

        return true;
    }

    /// <inheritdoc cref="AddOnceAsync" />
    public static bool AddOnce(this DbContext db, IReadOnlyList<InboxEntry> entries) =>
        entries.All(entry => db.Database.ExecuteSql(Insert(db, entry)) == 1);

    /// <summary>Whether one of the entries exists.</summary>
    public static async Task<bool> IsAnyDoneAsync(
        this DbContext db, IReadOnlyList<InboxEntry> entries, CancellationToken cancellationToken) =>
        (await db.DoneAmongAsync(entries, entries[0].Consumer, cancellationToken)).Count > 0;

    private static FormattableString Insert(DbContext db, InboxEntry entry) => FormattableStringFactory.Create(
        $$"""
        INSERT INTO {{db.NameOf<InboxEntry>()}} ("EventId", "Source", "Consumer", "DetailType", "CorrelationId", "OccurredAt", "ProcessedAt")
        VALUES ({0}, {1}, {2}, {3}, {4}, {5}, {6})
        ON CONFLICT ("EventId", "Consumer", "Source") DO NOTHING
        """,
        entry.EventId,
        entry.Source,
        entry.Consumer,
        entry.DetailType,
        entry.CorrelationId,
        entry.OccurredAt,
        entry.ProcessedAt);
}

/// <summary>The consumer that has handled an event.</summary>
/// <param name="Consumer">The consumer's name; without a source, it may be its short name.</param>
/// <param name="Source">The event's source; empty in entries from before that column existed.</param>
internal sealed record InboxKey(string Consumer, string Source);

/// <summary>Another handler committed a copy of the event at the same moment.</summary>
internal sealed class EventDoneException() : Exception("Another copy of this event was handled at the same moment.");

using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

internal static class InboxTable
{
    /// <summary>
    /// Makes the question whether a consumer has done an event before. It is asked before each consumer, so EF Core works out once
    /// how; the answer is good for one worker's database, and no other.
    /// </summary>
    public static Func<WorkerDbContext, Guid, string, CancellationToken, Task<bool>> CompileIsDone() => EF.CompileAsyncQuery(
        (WorkerDbContext db, Guid eventId, string consumer, CancellationToken _) =>
            db.Set<InboxEntry>().Any(entry => entry.EventId == eventId && entry.Consumer == consumer));

    /// <summary>
    /// Adds the note, unless the same consumer has done the event before. A copy that is handled at the same moment, in whatever
    /// process, waits in the database until the first one has committed or rolled back: it takes no error to find out.
    /// </summary>
    /// <returns>False when it was done before.</returns>
    public static async Task<bool> AddOnceAsync(this WorkerDbContext db, InboxEntry note, CancellationToken cancellationToken) =>
        await db.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO "Inbox" ("EventId", "Consumer", "DetailType", "CorrelationId", "OccurredAt", "ProcessedAt")
            VALUES ({note.EventId}, {note.Consumer}, {note.DetailType}, {note.CorrelationId}, {note.OccurredAt}, {note.ProcessedAt})
            ON CONFLICT ("EventId", "Consumer") DO NOTHING
            """,
            cancellationToken) == 1;
}

/// <summary>A copy of the event was done by another handler in the same moment.</summary>
internal sealed class EventDoneException() : Exception("A copy of this event was done in the same moment.");

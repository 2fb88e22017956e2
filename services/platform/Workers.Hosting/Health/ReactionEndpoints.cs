using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Workers.Hosting.Store;

namespace Workers.Hosting.Health;

internal static class ReactionEndpoints
{
    private const int DefaultTake = 1000;
    private const int MaxTake = 5000;

    /// <summary>
    /// <c>GET /reactions?after=0&amp;take=1000</c>: events that this worker's consumers have handled, in order of handling.
    /// </summary>
    public static void MapReactions(this IEndpointRouteBuilder routes) => routes.MapGet("/reactions", ReactionsAsync);

    /// <summary>
    /// <c>GET /outbox?take=1000</c>: number of waiting events and age of the oldest of them, number of those that are scheduled for later, and events that EventBridge refused permanently, latest first.
    /// </summary>
    public static void MapOutbox(this IEndpointRouteBuilder routes) => routes.MapGet("/outbox", OutboxAsync);

    /// <summary>
    /// <c>GET /effects</c>: one row for each effect, streamed, since there may be as many as table rows. An audit adds up those of the same
    /// subject and kind; a sum of times other than 1 is a defect.
    /// </summary>
    public static void MapEffects<TContext>(this IEndpointRouteBuilder routes, IReadOnlyList<Func<TContext, IQueryable<Effect>>> effects)
        where TContext : DbContext =>

        // Resolved manually: the analyzer of route handlers does not support a parameter whose type is a type parameter.
        routes.MapGet("/effects", (HttpContext http) => http.Response.WriteAsJsonAsync(
            RowsAsync(http.RequestServices.GetRequiredService<TContext>(), effects, http.RequestAborted), http.RequestAborted));

    private static async IAsyncEnumerable<Effect> RowsAsync<TContext>(
        TContext db, IReadOnlyList<Func<TContext, IQueryable<Effect>>> effects, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var query in effects)
        {
            await foreach (var effect in query(db).AsAsyncEnumerable().WithCancellation(cancellationToken))
                yield return effect;
        }
    }

    private static async Task<IResult> OutboxAsync(StoreContext store, TimeProvider time, int? take, CancellationToken cancellationToken)
    {
        var count = take ?? DefaultTake;
        if (count is < 0 or > MaxTake)
            return Results.Problem($"'take' is {count}; 0 to {MaxTake} are allowed.", statusCode: StatusCodes.Status400BadRequest);

        var now = time.GetUtcNow().UtcTicks;
        var due = store.Db.Outbox.Due(now);
        var unsent = await due.CountAsync(cancellationToken);
        var oldest = unsent == 0 ? null : await due.MinAsync(entry => (long?)(entry.ScheduledAt ?? entry.OccurredAt), cancellationToken);
        var scheduled = await store.Db.Outbox.CountAsync(entry => entry.RefusedAt == null && entry.ScheduledAt > now, cancellationToken);
        var refused = await store.Db.Outbox.CountAsync(entry => entry.RefusedAt != null, cancellationToken);
        var latest = refused == 0 || count == 0 ? [] : await store.Db.Outbox.AsNoTracking()
            .Where(entry => entry.RefusedAt != null)
            .OrderByDescending(entry => entry.RefusedAt)
            .ThenByDescending(entry => entry.Sequence)
            .Take(count)
            .Select(entry => new RefusedEvent(
                entry.EventId, entry.Source, entry.DetailType, new DateTimeOffset(entry.RefusedAt!.Value, TimeSpan.Zero), entry.Refusal))
            .ToListAsync(cancellationToken);
        return Results.Ok(new OutboxState(
            unsent, scheduled, refused, oldest is { } since ? Math.Max(0, (now - since) / (double)TimeSpan.TicksPerSecond) : 0, latest));
    }

    private static async Task<IResult> ReactionsAsync(StoreContext store, long? after, int? take, CancellationToken cancellationToken)
    {
        var count = take ?? DefaultTake;
        if (count is < 1 or > MaxTake)
            return Results.Problem($"'take' is {count}; 1 to {MaxTake} are allowed.", statusCode: StatusCodes.Status400BadRequest);

        var from = after ?? 0;
        var entries = await store.Db.Inbox.AsNoTracking()
            .Where(entry => entry.Sequence > from)
            .OrderBy(entry => entry.Sequence)
            .Take(count)
            .ToListAsync(cancellationToken);
        return Results.Ok(entries.Select(entry => new Reaction(
            entry.Sequence,
            entry.EventId,
            entry.Consumer,
            entry.DetailType,
            entry.CorrelationId,
            new DateTimeOffset(entry.OccurredAt, TimeSpan.Zero),
            new DateTimeOffset(entry.ProcessedAt, TimeSpan.Zero))));
    }

    private sealed record OutboxState(int Unsent, int Scheduled, int Refused, double OldestUnsentSeconds, IReadOnlyList<RefusedEvent> LatestRefused);

    private sealed record RefusedEvent(Guid EventId, string Source, string DetailType, DateTimeOffset RefusedAt, string? Reason);

    private sealed record Reaction(
        long Sequence,
        Guid EventId,
        string Consumer,
        string DetailType,
        Guid? CorrelationId,
        DateTimeOffset OccurredAt,
        DateTimeOffset ProcessedAt);
}

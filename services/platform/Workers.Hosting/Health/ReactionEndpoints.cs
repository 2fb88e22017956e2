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

    /// <summary><c>GET /reactions?after=0&amp;take=1000</c>: what this worker's consumers have done, in the order of doing.</summary>
    public static void MapReactions(this IEndpointRouteBuilder routes) => routes.MapGet("/reactions", ReactionsAsync);

    /// <summary>
    /// <c>GET /outbox?take=1000</c>: how many events wait to be published, and which ones EventBridge refused for good, the latest first.
    /// </summary>
    public static void MapOutbox(this IEndpointRouteBuilder routes) => routes.MapGet("/outbox", OutboxAsync);

    /// <summary>
    /// <c>GET /effects</c>: a row for each effect, which goes out as it is read, since there may be as many as the tables have. Whoever audits
    /// adds up those of the same subject and kind; a sum of times but 1 is a defect.
    /// </summary>
    public static void MapEffects<TContext>(this IEndpointRouteBuilder routes, IReadOnlyList<Func<TContext, IQueryable<Effect>>> effects)
        where TContext : WorkerDbContext =>

        // Resolved by hand: a route handler's analyzer does not get along with a parameter of a type parameter's type.
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

    private static async Task<IResult> OutboxAsync(WorkerDbContext db, int? take, CancellationToken cancellationToken)
    {
        var count = take ?? DefaultTake;
        if (count is < 0 or > MaxTake)
            return Results.Problem($"'take' is {count}; 0 to {MaxTake} are allowed.", statusCode: StatusCodes.Status400BadRequest);

        var unsent = await db.Outbox.CountAsync(entry => entry.RefusedAt == null, cancellationToken);
        var refused = await db.Outbox.CountAsync(entry => entry.RefusedAt != null, cancellationToken);
        var latest = refused == 0 || count == 0 ? [] : await db.Outbox.AsNoTracking()
            .Where(entry => entry.RefusedAt != null)
            .OrderByDescending(entry => entry.RefusedAt)
            .ThenByDescending(entry => entry.Sequence)
            .Take(count)
            .Select(entry => new RefusedEvent(
                entry.EventId, entry.Source, entry.DetailType, new DateTimeOffset(entry.RefusedAt!.Value, TimeSpan.Zero), entry.Refusal))
            .ToListAsync(cancellationToken);
        return Results.Ok(new OutboxState(unsent, refused, latest));
    }

    private static async Task<IResult> ReactionsAsync(WorkerDbContext db, long? after, int? take, CancellationToken cancellationToken)
    {
        var count = take ?? DefaultTake;
        if (count is < 1 or > MaxTake)
            return Results.Problem($"'take' is {count}; 1 to {MaxTake} are allowed.", statusCode: StatusCodes.Status400BadRequest);

        var from = after ?? 0;
        var entries = await db.Inbox.AsNoTracking()
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

    private sealed record OutboxState(int Unsent, int Refused, IReadOnlyList<RefusedEvent> LatestRefused);

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

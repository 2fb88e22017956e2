using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Storefront.Callers;
using Storefront.Data;

namespace Storefront.Requests;

/// <summary>What a handler decided: something was accepted, or the request is refused.</summary>
internal sealed record Decision(string? Location, object? Answer, IResult? Refusal)
{
    public static Decision Accept(string? location, object answer) => new(location, answer, null);

    public static Decision Refuse(IResult refusal) => new(null, null, refusal);
}

/// <summary>
/// Handles requests that change something. Rows, event and answer are saved together; a request that collides with another one starts over in a
/// scope of its own, so that of two with the same idempotency key one repeats the other's answer. A key belongs to its caller.
/// </summary>
internal sealed partial class IdempotentRequests(IServiceScopeFactory scopes, TimeProvider clock, ILogger<IdempotentRequests> logger)
{
    private const int MostTries = 10;
    private const int LongestKey = 255;

    public async Task<IResult> HandleAsync<THandler>(
        HttpContext http, RequestBody body, Func<THandler, CancellationToken, Task<Decision>> handle)
        where THandler : notnull
    {
        var (request, cancellationToken) = (http.Request, http.RequestAborted);
        var key = request.Headers["Idempotency-Key"] is { Count: > 0 } header ? header.ToString() : null;
        if (key is not null && (key.Length is 0 or > LongestKey || key.Any(char.IsControl)))
            return Results.Problem($"The header Idempotency-Key has to be 1 to {LongestKey} characters.", statusCode: 400);

        var caller = Caller.Of(http).CustomerId ?? "";
        var operation = Operation(http);
        for (var tries = 1; ; tries++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<StorefrontDbContext>();
            try
            {
                if (await FindAsync(db) is { } known)
                    return Repeat(known);

                var decision = await handle(scope.ServiceProvider.GetRequiredService<THandler>(), cancellationToken);

                // The reason may be what the first request with this key has done meanwhile.
                if (decision.Refusal is { } refusal)
                    return await FindAsync(db) is { } first ? Repeat(first) : refusal;

                var answer = JsonSerializer.Serialize(decision.Answer, JsonSerializerOptions.Web);
                if (key is not null)
                    db.IdempotencyKeys.Add(new IdempotencyKey
                    {
                        Caller = caller,
                        Operation = operation,
                        Key = key,
                        BodyHash = body.Hash,
                        Location = decision.Location,
                        Answer = answer,
                        CreatedAt = clock.GetUtcNow().UtcTicks,
                    });
                await db.CommitAsync(cancellationToken);
                return Accepted(http.Response, decision.Location, answer);
            }
            catch (DbUpdateException) when (tries < MostTries)
            {
                // Somebody else was faster with the same key or the same row: look again.
            }
            catch (Exception error) when (error is DbUpdateException or TimeoutException || error.InnerException is TimeoutException)
            {
                LogNotSaved(logger, error, operation, tries);
                return TryAgain.Soon("The request could not be saved.");
            }
        }

        async Task<IdempotencyKey?> FindAsync(StorefrontDbContext db) =>
            key is null ? null : await db.IdempotencyKeys.FindAsync([caller, operation, key], cancellationToken);

        IResult Repeat(IdempotencyKey known) => known.BodyHash == body.Hash ? Replay(http.Response, known) : OtherBody();
    }

    /// <summary>Method and path, as the route spells it: routing takes <c>/Orders/</c> for <c>/orders</c> too.</summary>
    private static string Operation(HttpContext http)
    {
        var path = ((RouteEndpoint)http.GetEndpoint()!).RoutePattern.RawText!;
        foreach (var (name, value) in http.Request.RouteValues)
            path = path.Replace($"{{{name}}}", $"{value}", StringComparison.Ordinal);
        return $"{http.Request.Method} {path}";
    }

    private static IResult Replay(HttpResponse response, IdempotencyKey known)
    {
        response.Headers["Idempotent-Replayed"] = "true";
        return Accepted(response, known.Location, known.Answer);
    }

    private static IResult Accepted(HttpResponse response, string? location, string answer)
    {
        if (location is not null)
            response.Headers.Location = location;
        return Results.Text(answer, "application/json", statusCode: StatusCodes.Status202Accepted);
    }

    private static IResult OtherBody() =>
        Results.Problem("This Idempotency-Key was used with another body. Take a new key for a new request.", statusCode: 422);

    [LoggerMessage(LogLevel.Error, "{Operation} is answered with 503, since it could not be saved in {Tries} tries")]
    private static partial void LogNotSaved(ILogger logger, Exception error, string operation, int tries);
}

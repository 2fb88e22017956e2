using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Storefront.Callers;
using Storefront.Data;
using Workers.Hosting.Store;

namespace Storefront.Requests;

/// <summary>The decision of a handler: the request is accepted or refused.</summary>
internal sealed record Decision(string? Location, object? Answer, IResult? Refusal)
{
    public static Decision Accept(string? location, object answer) => new(location, answer, null);

    public static Decision Refuse(IResult refusal) => new(null, null, refusal);
}

/// <summary>
/// Handles requests that change data. Rows, event and answer are saved together. A request that conflicts with another one is retried in a
/// new scope, so that of two requests with the same idempotency key, one returns the other's answer. Keys are separate per caller.
/// </summary>
internal sealed partial class IdempotentRequests(IServiceScopeFactory scopes, TimeProvider clock, ILogger<IdempotentRequests> logger)
{
    private const int MaxAttempts = 10;
    private const int LongestKey = 255;

    public async Task<IResult> HandleAsync<THandler>(
        HttpContext http, RequestBody body, Func<THandler, CancellationToken, Task<Decision>> handle)
        where THandler : notnull
    {
        var (request, cancellationToken) = (http.Request, http.RequestAborted);
        var key = request.Headers["Idempotency-Key"] is { Count: > 0 } header ? header.ToString() : null;
        if (key is not null && (key.Length is 0 or > LongestKey || key.Any(char.IsControl)))
            return Results.Problem($"The header Idempotency-Key must have 1 to {LongestKey} characters, and no control characters.", statusCode: 400);

        var caller = Caller.Of(http).CustomerId ?? "";
        var operation = Operation(http);
        for (var attempts = 1; ; attempts++)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<StorefrontDbContext>();
            try
            {
                if (await FindAsync(db) is { } known)
                    return Repeat(known);

                var decision = await handle(scope.ServiceProvider.GetRequiredService<THandler>(), cancellationToken);

                // The refusal may be caused by the first request with this key, if it was saved in the meantime.
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
            catch (DbUpdateException) when (attempts < MaxAttempts)
            {
                // Another request with the same key or row was faster: retry.
            }
            catch (Exception error) when (error is DbUpdateException or TimeoutException || error.InnerException is TimeoutException)
            {
                LogNotSaved(logger, error, operation, attempts);
                return TryAgain.Soon("The request could not be saved.");
            }
        }

        async Task<IdempotencyKey?> FindAsync(StorefrontDbContext db) =>
            key is null ? null : await db.IdempotencyKeys.FindAsync([caller, operation, key], cancellationToken);

        IResult Repeat(IdempotencyKey known) => known.BodyHash == body.Hash ? Replay(http.Response, known) : OtherBody();
    }

    /// <summary>Method and path as in the route pattern, because <c>/Orders/</c> matches <c>/orders</c>, too.</summary>
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
        Results.Problem("This Idempotency-Key was used with a different body. Use a new key for a new request.", statusCode: 422);

    [LoggerMessage(LogLevel.Error, "{Operation} was answered with 503, because it could not be saved in {Attempts} attempts")]
    private static partial void LogNotSaved(ILogger logger, Exception error, string operation, int attempts);
}

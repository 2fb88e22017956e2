using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Storefront.Callers;
using Storefront.Requests;

namespace Storefront.History;

internal static class HistoryRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/history", ImportAsync).RequireAuthorization(CallerAuthentication.History);

    private static async Task<IResult> ImportAsync(HttpContext http, IdempotentRequests requests)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http.Request, HistoryBatch.Longest, http.RequestAborted);
        if (body is null)
            return refusal!;

        var problems = new Problems();
        return HistoryBatch.Read(body, problems) is { } batch
            ? await requests.HandleAsync<ImportHistory>(
                http, body, (handler, cancellationToken) => handler.HandleAsync(batch, cancellationToken))
            : problems.ToResult();
    }
}

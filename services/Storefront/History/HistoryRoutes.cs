using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Storefront.Requests;

namespace Storefront.History;

internal static class HistoryRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/history", TakeOverAsync);

    private static async Task<IResult> TakeOverAsync(HttpContext http, Desk desk)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http.Request, HistoryBatch.Longest, http.RequestAborted);
        if (body is null)
            return refusal!;

        var problems = new Problems();
        return HistoryBatch.Read(body, problems) is { } batch
            ? await desk.TakeAsync<TakeOverHistory>(
                http, body, (handler, cancellationToken) => handler.HandleAsync(batch, cancellationToken))
            : problems.ToResult();
    }
}

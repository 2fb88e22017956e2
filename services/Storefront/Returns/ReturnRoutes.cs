using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Storefront.Requests;

namespace Storefront.Returns;

internal static class ReturnRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/orders/{orderId}/returns", ReturnAsync);

    private static async Task<IResult> ReturnAsync(string orderId, HttpContext http, Desk desk)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http.Request, RequestBody.Longest, http.RequestAborted);
        if (body is null)
            return refusal!;

        var problems = new Problems();
        return ReturnRequest.Read(body, problems) is { } request
            ? await desk.TakeAsync<ReturnGoods>(
                http, body, (handler, cancellationToken) => handler.HandleAsync(orderId, request, cancellationToken))
            : problems.ToResult();
    }
}

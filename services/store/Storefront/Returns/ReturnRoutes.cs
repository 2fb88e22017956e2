using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Storefront.Callers;
using Storefront.Requests;

namespace Storefront.Returns;

internal static class ReturnRoutes
{
    public static void Map(IEndpointRouteBuilder routes) => routes.MapPost("/orders/{orderId}/returns", ReturnAsync).Limited();

    private static async Task<IResult> ReturnAsync(string orderId, HttpContext http, IdempotentRequests requests)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http.Request, RequestBody.Longest, http.RequestAborted);
        if (body is null)
            return refusal!;

        var problems = new Problems();
        return ReturnRequest.Read(body, problems) is { } request
            ? await requests.HandleAsync<ReturnGoods>(
                http, body, (handler, cancellationToken) => handler.HandleAsync(orderId, Caller.Of(http), request, cancellationToken))
            : problems.ToResult();
    }
}

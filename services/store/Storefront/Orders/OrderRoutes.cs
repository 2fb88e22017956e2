using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.EntityFrameworkCore;
using Store.Contracts;
using Storefront.Callers;
using Storefront.Data;
using Storefront.Requests;
using Workers.Hosting.Health;

namespace Storefront.Orders;

internal static class OrderRoutes
{
    public static void Map(IEndpointRouteBuilder routes)
    {
        routes.MapPost("/orders", PlaceAsync).Limited().WithExample(
            body: """{ "customer": { "email": "ada@example.com", "name": "Ada" }, "lines": [ { "sku": "10002", "quantity": 2 } ] }""");
        routes.MapGet("/orders/{orderId}", GetAsync);
    }

    public static IResult Unknown(string orderId) =>
        Results.Problem($"No order '{orderId}' is known.", statusCode: StatusCodes.Status404NotFound);

    private static async Task<IResult> PlaceAsync(HttpContext http, IdempotentRequests requests)
    {
        var (body, refusal) = await RequestBody.ReadAsync(http.Request, RequestBody.Longest, http.RequestAborted);
        if (body is null)
            return refusal!;

        var problems = new Problems();
        var caller = Caller.Of(http);
        return OrderRequest.Read(body, caller, problems) is { } order
            ? await requests.HandleAsync<PlaceOrder>(http, body, (handler, cancellationToken) => handler.HandleAsync(caller, order, cancellationToken))
            : problems.ToResult();
    }

    private static async Task<IResult> GetAsync(string orderId, HttpContext http, StorefrontDbContext db, CancellationToken cancellationToken)
    {
        var order = await db.Orders.AsNoTracking().FirstOrDefaultAsync(row => row.OrderId == orderId, cancellationToken);
        if (order is null || !Caller.Of(http).Owns(order.CustomerId))
            return Unknown(orderId);

        var returns = await db.Returns.AsNoTracking().Where(row => row.OrderId == orderId).ToListAsync(cancellationToken);
        return Results.Ok(new
        {
            order.OrderId,
            order.PlacedAt,
            customer = new Customer(order.CustomerId, order.Email, order.Name),
            lines = order.Lines.OrderBy(line => line.Position)
                .Select(line => new { line.Sku, line.Description, line.Quantity, line.UnitPrice, line.Kind, line.Returned }),
            total = new Money(order.Total, order.Currency),
            returns = returns.OrderBy(row => row.ReturnedAt)
                .Select(row => new { row.ReturnId, row.ReturnedAt, refund = new Money(row.Refund, row.Currency) }),
        });
    }
}

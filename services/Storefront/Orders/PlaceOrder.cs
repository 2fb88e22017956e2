using Microsoft.AspNetCore.Http;
using Store.Contracts.Orders;
using Storefront.Data;
using Storefront.Requests;
using Workers.Hosting.Store;

namespace Storefront.Orders;

/// <summary>Takes an order and says so on the bus; saved by the desk, together.</summary>
internal sealed class PlaceOrder(StorefrontDbContext db, IEventOutbox outbox, TimeProvider clock)
{
    public async Task<Decision> HandleAsync(OrderRequest request, CancellationToken cancellationToken)
    {
        var created = new OrderCreated
        {
            OrderId = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"),
            PlacedAt = clock.GetUtcNow(),
            Customer = request.Customer,
            Lines = request.Lines,
            Total = request.Total,
        };
        if (EventSize.Problem(created) is { } problem)
            return Decision.Refuse(Results.Problem(problem, statusCode: StatusCodes.Status413PayloadTooLarge));

        RequestSpan.Order(created.OrderId);
        db.Orders.Add(Order.Of(created));
        await outbox.AddAsync(created, Correlation.Of(created.OrderId), cancellationToken);
        return Decision.Accept($"/orders/{created.OrderId}", new { created.OrderId, created.PlacedAt, created.Total });
    }
}

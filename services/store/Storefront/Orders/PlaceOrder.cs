using Microsoft.AspNetCore.Http;
using Store.Contracts.Orders;
using Storefront.Callers;
using Storefront.Data;
using Storefront.Products;
using Storefront.Requests;
using Workers.EventBridge.Envelope;
using Workers.Hosting.Store;

namespace Storefront.Orders;

/// <summary>Places an order and publishes its event; <see cref="IdempotentRequests"/> saves both together.</summary>
internal sealed class PlaceOrder(
    StorefrontDbContext db, IEventOutbox outbox, ProductCatalogue catalogue, RecipientLimit recipients, TimeProvider clock)
{
    public async Task<Decision> HandleAsync(Caller caller, OrderRequest request, CancellationToken cancellationToken)
    {
        var problems = new Problems();
        if (PricedOrder.Of(request, catalogue, problems) is not { } order)
            return Decision.Refuse(problems.ToResult(StatusCodes.Status422UnprocessableEntity));

        var created = new OrderCreated
        {
            OrderId = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"),
            PlacedAt = clock.GetUtcNow(),
            Customer = request.Customer,
            Lines = order.Lines,
            Total = order.Total,
        };
        if (RequestEventSize.Problem(created) is { } problem)
            return Decision.Refuse(Results.Problem(problem, statusCode: StatusCodes.Status413PayloadTooLarge));
        if (recipients.Refuse(caller, request.Customer.Email!) is { } tooMany)
            return Decision.Refuse(tooMany);

        RequestSpan.Order(created.OrderId);
        db.Orders.Add(Order.Of(created));
        await outbox.AddAsync(created, EventIds.ToGuid(created.OrderId), cancellationToken);
        return Decision.Accept($"/orders/{created.OrderId}", new { created.OrderId, created.PlacedAt, created.Total });
    }
}

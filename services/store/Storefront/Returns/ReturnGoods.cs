using Microsoft.AspNetCore.Http;
using Store.Contracts;
using Store.Contracts.Orders;
using Storefront.Callers;
using Storefront.Data;
using Storefront.Orders;
using Storefront.Requests;
using Workers.EventBridge.Envelope;
using Workers.Hosting.Store;

namespace Storefront.Returns;

/// <summary>Accepts a return and publishes its event; <see cref="IdempotentRequests"/> saves both together.</summary>
internal sealed class ReturnGoods(StorefrontDbContext db, IEventOutbox outbox, TimeProvider clock)
{
    public async Task<Decision> HandleAsync(string orderId, Caller caller, ReturnRequest request, CancellationToken cancellationToken)
    {
        var order = await db.LockOrderAsync(orderId, cancellationToken);
        if (order is null || !caller.Owns(order.CustomerId))
            return Decision.Refuse(OrderRoutes.Unknown(orderId));

        var problems = new Problems();
        var lines = ReturnedLines.TakeOff(order, request, problems);
        var refund = lines.Sum(line => line.Amount());
        if (lines.Count == 0 && !problems.Any)
            problems.Add("lines", "Everything in the order has already been returned.");
        if (refund < 0)
            problems.Add("lines", "The value of the remaining lines is negative.");
        if (problems.Any)
            return Decision.Refuse(problems.ToResult(StatusCodes.Status422UnprocessableEntity));

        var returned = Event(order, lines, refund);
        if (RequestEventSize.Problem(returned) is { } problem)
            return Decision.Refuse(Results.Problem(problem, statusCode: StatusCodes.Status413PayloadTooLarge));

        RequestSpan.Return(returned.ReturnId, orderId);
        order.Touch();
        db.Returns.Add(new AcceptedReturn
        {
            ReturnId = returned.ReturnId,
            OrderId = orderId,
            ReturnedAt = returned.ReturnedAt,
            Refund = refund,
            Currency = order.Currency,
        });
        await outbox.AddAsync(returned, EventIds.ToGuid(orderId), cancellationToken);
        return Decision.Accept($"/orders/{Uri.EscapeDataString(orderId)}", new { returned.ReturnId, orderId, returned.Refund });
    }

    private OrderReturned Event(Order order, IReadOnlyList<OrderLine> lines, decimal refund) => new()
    {
        ReturnId = Guid.CreateVersion7(clock.GetUtcNow()).ToString("N"),
        OrderId = order.OrderId,
        ReturnedAt = clock.GetUtcNow(),
        Customer = new Customer(order.CustomerId, order.Email, order.Name),
        Lines = lines,
        Refund = new Money(refund, order.Currency),
    };
}

using MassTransit;
using Store.Contracts.Orders;

namespace Loyalty.Worker;

/// <summary>Gives points for an order.</summary>
public sealed class GivePoints(LoyaltyDbContext db) : IConsumer<OrderCreated>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<OrderCreated> context)
    {
        var order = context.Message;
        return db.SettleAsync(order.Customer, Entry.Given, order.OrderId, Points.For(order.Total), context.CancellationToken);
    }
}

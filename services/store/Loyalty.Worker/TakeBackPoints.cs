using MassTransit;
using Store.Contracts.Orders;

namespace Loyalty.Worker;

/// <summary>Takes points back for a return.</summary>
public sealed class TakeBackPoints(LoyaltyDbContext db) : IConsumer<OrderReturned>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<OrderReturned> context)
    {
        var returned = context.Message;
        return db.SettleAsync(
            returned.Customer, Entry.TakenBack, returned.ReturnId, -Points.For(returned.Refund), context.CancellationToken);
    }
}

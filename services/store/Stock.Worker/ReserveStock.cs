using MassTransit;
using Store.Contracts.Orders;
using Store.Contracts.Stock;
using Workers.Hosting.Store;

namespace Stock.Worker;

/// <summary>Reserves all goods of an order or none, and publishes the result.</summary>
public sealed class ReserveStock(StockDbContext db, StockRoom room) : IConsumer<OrderCreated>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<OrderCreated> context)
    {
        var orderId = context.Message.OrderId;
        await db.BeginAsync(context.CancellationToken);
        switch (await room.ReserveAsync(context.Message, context.CancellationToken))
        {
            case { Missing.Count: > 0 } result:
                var shortage = new StockShort { OrderId = orderId, Missing = result.Missing, FoundAt = result.At };
                await context.Publish(shortage, context.CancellationToken);
                break;

            case { } result:
                var reserved = new StockReserved { OrderId = orderId, Reserved = result.Reserved, ReservedAt = result.At };
                await context.Publish(reserved, context.CancellationToken);
                break;
        }
    }
}

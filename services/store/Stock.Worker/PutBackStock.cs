using MassTransit;
using Store.Contracts.Orders;
using Workers.Hosting.Store;

namespace Stock.Worker;

/// <summary>Puts returned goods back in stock.</summary>
public sealed class PutBackStock(StockDbContext db, StockRoom room) : IConsumer<OrderReturned>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<OrderReturned> context)
    {
        await db.BeginAsync(context.CancellationToken);
        await room.PutBackAsync(context.Message, context.CancellationToken);
    }
}

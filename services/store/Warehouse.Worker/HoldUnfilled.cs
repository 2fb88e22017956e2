using MassTransit;
using Store.Contracts.Stock;

namespace Warehouse.Worker;

/// <summary>Puts the pick list of an order without enough stock on hold.</summary>
public sealed class HoldUnfilled(WarehouseDbContext db, TimeProvider clock) : IConsumer<StockShort>
{
    /// <inheritdoc />
    public Task Consume(ConsumeContext<StockShort> context) =>
        db.HoldAsync(context.Message.OrderId, "stock short", clock.GetUtcNow(), context.CancellationToken);
}

using MassTransit;
using Store.Contracts.Orders;

namespace Warehouse.Worker;

/// <summary>Hands out a pick list for an order's goods.</summary>
public sealed class IssuePickList(WarehouseDbContext db, TimeProvider clock) : IConsumer<OrderCreated>
{
    /// <inheritdoc />
    public async Task Consume(ConsumeContext<OrderCreated> context)
    {
        var order = context.Message;
        var list = await db.OfAsync(order.OrderId, context.CancellationToken);
        if (list.Issued)
            return;

        var now = clock.GetUtcNow();
        list.Issue(order, now);
        if (list.Status == PickList.Open)
            db.Journal.Add(new JournalEntry { OrderId = order.OrderId, Kind = JournalEntry.Issued, At = now });
    }
}

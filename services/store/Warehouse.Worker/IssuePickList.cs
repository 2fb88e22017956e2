using MassTransit;
using Store.Contracts.Orders;

namespace Warehouse.Worker;

/// <summary>Issues a pick list for the goods of an order.</summary>
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

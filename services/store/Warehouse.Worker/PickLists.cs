using Microsoft.EntityFrameworkCore;

namespace Warehouse.Worker;

/// <summary>Finds or creates the pick list of an order.</summary>
internal static class PickLists
{
    public static async Task<PickList> OfAsync(this WarehouseDbContext db, string orderId, CancellationToken cancellationToken)
    {
        if (await db.PickLists.FirstOrDefaultAsync(list => list.OrderId == orderId, cancellationToken) is { } known)
            return known;

        var list = new PickList { OrderId = orderId };
        db.PickLists.Add(list);
        return list;
    }

    public static async Task HoldAsync(
        this WarehouseDbContext db, string orderId, string reason, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var list = await db.OfAsync(orderId, cancellationToken);
        if (list.Status == PickList.Held)
            return;

        list.Hold(reason, now);
        db.Journal.Add(new JournalEntry { OrderId = orderId, Kind = JournalEntry.Held, At = now });
    }
}

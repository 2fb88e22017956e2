using Workers.EventBridge.Topology;
using Workers.Hosting.Subscriptions;

namespace Store.Deploy.Costs;

/// <summary>An event, and the workers that receive it.</summary>
/// <param name="Name">Source and detail type.</param>
/// <param name="PerOrder">Number of such events for each order.</param>
/// <param name="Workers">Names of the workers whose pattern it could match.</param>
internal sealed record OrderEvent(EventName Name, decimal PerOrder, IReadOnlyList<string> Workers);

/// <summary>
/// The events that an order causes. The number of each is an assumption; its receivers follow from the subscriptions. Conditions on the
/// content of an event are ignored, so a worker with such conditions may receive less.
/// </summary>
internal sealed class OrderEvents
{
    public OrderEvents(ServiceFolders services, Assumptions assume)
    {
        var (declined, missing, returned) = (assume["declined"], assume["short"], assume["returned"]);
        All =
        [
            Of("store.orders", "OrderCreated", 1),
            Of("store.orders", "OrderReturned", returned),
            Of("store.payments", "PaymentCharged", 1 - declined),
            Of("store.payments", "PaymentDeclined", declined),
            Of("store.payments", "PaymentRefunded", returned),
            Of("store.stock", "StockReserved", 1 - missing),
            Of("store.stock", "StockShort", missing),
            Of("store.users", "UserRegistered", assume["registered"]),
        ];

        OrderEvent Of(string source, string type, decimal perOrder)
        {
            var name = new EventName(source, type);
            return new(name, perOrder, [.. services.Workers
                .Where(worker => PatternReach.CouldMatch(worker.Subscription!.Pattern, name)).Select(worker => worker.Name)]);
        }
    }

    public IReadOnlyList<OrderEvent> All { get; }

    /// <summary>Events for each order.</summary>
    public decimal Published => All.Sum(one => one.PerOrder);

    /// <summary>Messages in all queues together for each order.</summary>
    public decimal Delivered => All.Sum(one => one.PerOrder * one.Workers.Count);

    /// <summary>Messages in the queue of a worker for each order.</summary>
    public decimal DeliveredTo(string worker) => All.Where(one => one.Workers.Contains(worker, StringComparer.Ordinal)).Sum(one => one.PerOrder);
}

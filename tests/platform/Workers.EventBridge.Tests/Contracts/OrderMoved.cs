using Workers.Contracts;

namespace Workers.EventBridge.Tests.Contracts;

/// <summary>An event that is ordered by its order.</summary>
[Event("shop.orders", "OrderMoved"), OrderedBy(nameof(OrderId))]
public sealed record OrderMoved(string OrderId, int Step);

/// <summary>A contract whose ordering key is a mistake.</summary>
[Event("shop.orders", "Misordered"), OrderedBy("Number")]
public sealed record Misordered(string OrderId);

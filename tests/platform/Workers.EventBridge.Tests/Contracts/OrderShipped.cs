using Workers.Contracts;

namespace Workers.EventBridge.Tests.Contracts;

[Event("shop.orders", "OrderShipped")]
public sealed record OrderShipped
{
    public required string OrderId { get; init; }
}

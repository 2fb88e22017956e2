using Workers.Contracts;

namespace Workers.EventBridge.Tests.Contracts;

/// <summary>What the events of an order have in common; it has no name on the bus.</summary>
public interface IOrderEvent
{
    string OrderId { get; }
}

/// <summary>An event whose contract is an interface.</summary>
[Event("shop.orders", "OrderPacked")]
public interface IOrderPacked : IOrderEvent
{
    int Boxes { get; }

    string? Note { get; }

    IReadOnlyList<IPackedLine> Lines { get; }
}

public interface IPackedLine
{
    string Sku { get; }
}

/// <summary>A base class of events; it has no name on the bus.</summary>
public abstract record OrderEvent : IOrderEvent
{
    public required string OrderId { get; init; }
}

[Event("shop.orders", "OrderPaid")]
public record OrderPaid : OrderEvent
{
    public decimal Amount { get; init; }
}

/// <summary>An event of its own that is also an <see cref="OrderPaid"/>.</summary>
[Event("shop.orders", "OrderPaidLate")]
public sealed record OrderPaidLate : OrderPaid
{
    public int DaysLate { get; init; }
}

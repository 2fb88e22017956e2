using Workers.Contracts;

namespace Workers.EventBridge.Tests.Contracts;

[Event("shop.orders", "OrderPlaced")]
public sealed record OrderPlaced
{
    public required string OrderId { get; init; }

    public int Quantity { get; init; }

    public string? Note { get; init; }
}

/// <summary>The same event in a shape that readers of the first one could not take.</summary>
[Event("shop.orders", "OrderPlaced", Version = 2)]
public sealed record OrderPlacedInLines
{
    public required string OrderId { get; init; }

    public required IReadOnlyList<string> Lines { get; init; }
}

using Workers.Contracts;

namespace Store.Contracts.Stock;

/// <summary>There is not enough stock for the order, so nothing was reserved: an order is reserved completely or not at all.</summary>
[Event("store.stock", "StockShort")]
public sealed record StockShort : IValidatedEvent
{
    /// <summary>The order.</summary>
    public required string OrderId { get; init; }

    /// <summary>The missing quantities, one per SKU.</summary>
    public required IReadOnlyList<StockQuantity> Missing { get; init; }

    /// <summary>When the shortage was detected.</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate() =>
        Bounds.Text("orderId", OrderId, Bounds.Id)
            .Concat(StockQuantity.Validate("missing", Missing))
            .Concat(Bounds.Moment("foundAt", FoundAt));
}

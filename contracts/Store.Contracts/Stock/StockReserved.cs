using Workers.Contracts;

namespace Store.Contracts.Stock;

/// <summary>All goods of the order are reserved.</summary>
[Event("store.stock", "StockReserved")]
public sealed record StockReserved : IValidatedEvent
{
    /// <summary>The order.</summary>
    public required string OrderId { get; init; }

    /// <summary>The reserved quantities, one per SKU; empty if the order has no goods.</summary>
    public required IReadOnlyList<StockQuantity> Reserved { get; init; }

    /// <summary>When the goods were reserved.</summary>
    public required DateTimeOffset ReservedAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate() =>
        Bounds.Text("orderId", OrderId, Bounds.Id)
            .Concat(StockQuantity.Validate("reserved", Reserved))
            .Concat(Bounds.Moment("reservedAt", ReservedAt));
}

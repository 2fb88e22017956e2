using Workers.Contracts;

namespace Store.Contracts.Stock;

/// <summary>The shelves do not hold what was ordered. Nothing was set aside: all of an order or none.</summary>
[Event("store.stock", "StockShort")]
public sealed record StockShort : IValidatedEvent
{
    /// <summary>The order that cannot be filled.</summary>
    public required string OrderId { get; init; }

    /// <summary>What is missing, a unit once.</summary>
    public required IReadOnlyList<StockQuantity> Missing { get; init; }

    /// <summary>When it was found out.</summary>
    public required DateTimeOffset FoundAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate() =>
        Bounds.Text("orderId", OrderId, Bounds.Id)
            .Concat(StockQuantity.Validate("missing", Missing))
            .Concat(Bounds.Moment("foundAt", FoundAt));
}

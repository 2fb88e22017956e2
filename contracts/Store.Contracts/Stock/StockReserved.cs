using Workers.Contracts;

namespace Store.Contracts.Stock;

/// <summary>Everything of the order that is on a shelf is set aside for it.</summary>
[Event("store.stock", "StockReserved")]
public sealed record StockReserved : IValidatedEvent
{
    /// <summary>The order it is set aside for.</summary>
    public required string OrderId { get; init; }

    /// <summary>What is set aside, a unit once; empty when the order holds no goods.</summary>
    public required IReadOnlyList<StockQuantity> Reserved { get; init; }

    /// <summary>When it was set aside.</summary>
    public required DateTimeOffset ReservedAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate() =>
        Bounds.Text("orderId", OrderId, Bounds.Id)
            .Concat(StockQuantity.Validate("reserved", Reserved))
            .Concat(Bounds.Moment("reservedAt", ReservedAt));
}

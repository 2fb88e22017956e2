using Workers.Contracts;

namespace Store.Contracts.Orders;

/// <summary>A customer returned goods, or an order was cancelled.</summary>
[Event("store.orders", "OrderReturned")]
public sealed record OrderReturned : IValidatedEvent
{
    /// <summary>The number of the return, 1 to 64 characters.</summary>
    public required string ReturnId { get; init; }

    /// <summary>The order it belongs to, or null if unknown (as in imported history).</summary>
    public string? OrderId { get; init; }

    /// <summary>When it was accepted. Its UTC date is the business day that it is booked on.</summary>
    public required DateTimeOffset ReturnedAt { get; init; }

    /// <summary>The customer.</summary>
    public required Customer Customer { get; init; }

    /// <summary>The returned lines, with positive quantities, 1 to 10,000.</summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }

    /// <summary>The amount to refund: the sum of the lines, 0 or more.</summary>
    public required Money Refund { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate() =>
        Bounds.Text("returnId", ReturnId, Bounds.Id)
            .Concat(OrderId is null ? [] : Bounds.Text("orderId", OrderId, Bounds.Id))
            .Concat(Bounds.Moment("returnedAt", ReturnedAt))
            .Concat(Customer.Validate("customer", Customer))
            .Concat(Money.Validate("refund", Refund))
            .Concat(OrderLine.Validate(Lines, "refund", Refund));
}

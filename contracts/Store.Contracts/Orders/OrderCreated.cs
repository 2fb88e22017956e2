using Workers.Contracts;

namespace Store.Contracts.Orders;

/// <summary>A customer placed an order. The event has all data that workers need; they do not query the Storefront.</summary>
[Event("store.orders", "OrderCreated")]
public sealed record OrderCreated : IValidatedEvent
{
    /// <summary>The order's number, 1 to 64 characters.</summary>
    public required string OrderId { get; init; }

    /// <summary>When it was placed. Its UTC date is the business day that the sale is booked on.</summary>
    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>The customer.</summary>
    public required Customer Customer { get; init; }

    /// <summary>The lines, 1 to 10,000.</summary>
    public required IReadOnlyList<OrderLine> Lines { get; init; }

    /// <summary>The amount to pay: the sum of the lines. 0 is valid (a replacement, a sample); then nothing is charged.</summary>
    public required Money Total { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate() =>
        Bounds.Text("orderId", OrderId, Bounds.Id)
            .Concat(Bounds.Moment("placedAt", PlacedAt))
            .Concat(Customer.Validate("customer", Customer))
            .Concat(Money.Validate("total", Total))
            .Concat(OrderLine.Validate(Lines, "total", Total));
}

using Workers.Contracts;

namespace Store.Contracts.Payments;

/// <summary>The payment gateway declined the payment. This is a business result, not an error.</summary>
[Event("store.payments", "PaymentDeclined")]
public sealed record PaymentDeclined : IValidatedEvent
{
    /// <summary>The unpaid order.</summary>
    public required string OrderId { get; init; }

    /// <summary>The customer to notify.</summary>
    public required Customer Customer { get; init; }

    /// <summary>The amount of the declined payment.</summary>
    public required Money Amount { get; init; }

    /// <summary>The gateway's reason, e.g. <c>insufficient_funds</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>When the gateway declined it.</summary>
    public required DateTimeOffset DeclinedAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate() =>
        Bounds.Text("orderId", OrderId, Bounds.Id)
            .Concat(Customer.Validate("customer", Customer))
            .Concat(Money.Validate("amount", Amount))
            .Concat(Bounds.Text("reason", Reason, Bounds.Reference))
            .Concat(Bounds.Moment("declinedAt", DeclinedAt));
}

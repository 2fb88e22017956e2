using Workers.Contracts;

namespace Store.Contracts.Payments;

/// <summary>The payment gateway refused. A business result, not an error.</summary>
[Event("store.payments", "PaymentDeclined")]
public sealed record PaymentDeclined : IValidatedEvent
{
    /// <summary>The order that is not paid.</summary>
    public required string OrderId { get; init; }

    /// <summary>Who ordered, so that he can be told.</summary>
    public required Customer Customer { get; init; }

    /// <summary>What was to be charged.</summary>
    public required Money Amount { get; init; }

    /// <summary>The gateway's reason, such as <c>insufficient_funds</c>.</summary>
    public required string Reason { get; init; }

    /// <summary>When the gateway refused.</summary>
    public required DateTimeOffset DeclinedAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate() =>
        Bounds.Text("orderId", OrderId, Bounds.Id)
            .Concat(Customer.Validate("customer", Customer))
            .Concat(Money.Validate("amount", Amount))
            .Concat(Bounds.Text("reason", Reason, Bounds.Reference))
            .Concat(Bounds.Moment("declinedAt", DeclinedAt));
}

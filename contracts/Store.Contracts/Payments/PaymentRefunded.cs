using Workers.Contracts;

namespace Store.Contracts.Payments;

/// <summary>Money went back to the customer.</summary>
[Event("store.payments", "PaymentRefunded")]
public sealed record PaymentRefunded : IValidatedEvent
{
    /// <summary>The return it was paid for.</summary>
    public required string ReturnId { get; init; }

    /// <summary>The order it belongs to, or null when it is not known.</summary>
    public string? OrderId { get; init; }

    /// <summary>The payment gateway's reference; "none" when there was nothing to pay back.</summary>
    public required string RefundReference { get; init; }

    /// <summary>What was paid back.</summary>
    public required Money Amount { get; init; }

    /// <summary>When the gateway paid it back.</summary>
    public required DateTimeOffset RefundedAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate() =>
        Bounds.Text("returnId", ReturnId, Bounds.Id)
            .Concat(OrderId is null ? [] : Bounds.Text("orderId", OrderId, Bounds.Id))
            .Concat(Bounds.Text("refundReference", RefundReference, Bounds.Reference))
            .Concat(Money.Validate("amount", Amount))
            .Concat(Bounds.Moment("refundedAt", RefundedAt));
}

using Workers.Contracts;

namespace Store.Contracts.Payments;

/// <summary>The customer got a refund.</summary>
[Event("store.payments", "PaymentRefunded")]
public sealed record PaymentRefunded : IValidatedEvent
{
    /// <summary>The return that was refunded.</summary>
    public required string ReturnId { get; init; }

    /// <summary>The order it belongs to, or null if unknown.</summary>
    public string? OrderId { get; init; }

    /// <summary>The payment gateway's reference; "none" if there was nothing to refund.</summary>
    public required string RefundReference { get; init; }

    /// <summary>The refunded amount.</summary>
    public required Money Amount { get; init; }

    /// <summary>When the gateway refunded it.</summary>
    public required DateTimeOffset RefundedAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate() =>
        Bounds.Text("returnId", ReturnId, Bounds.Id)
            .Concat(OrderId is null ? [] : Bounds.Text("orderId", OrderId, Bounds.Id))
            .Concat(Bounds.Text("refundReference", RefundReference, Bounds.Reference))
            .Concat(Money.Validate("amount", Amount))
            .Concat(Bounds.Moment("refundedAt", RefundedAt));
}

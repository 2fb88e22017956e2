using Workers.Contracts;

namespace Store.Contracts.Payments;

/// <summary>The order is paid.</summary>
[Event("store.payments", "PaymentCharged")]
public sealed record PaymentCharged : IValidatedEvent
{
    /// <summary>The paid order.</summary>
    public required string OrderId { get; init; }

    /// <summary>The payment gateway's reference; "none" if there was nothing to charge.</summary>
    public required string PaymentReference { get; init; }

    /// <summary>The charged amount.</summary>
    public required Money Amount { get; init; }

    /// <summary>When the gateway charged it.</summary>
    public required DateTimeOffset ChargedAt { get; init; }

    /// <inheritdoc />
    public IEnumerable<string> Validate() =>
        Bounds.Text("orderId", OrderId, Bounds.Id)
            .Concat(Bounds.Text("paymentReference", PaymentReference, Bounds.Reference))
            .Concat(Money.Validate("amount", Amount))
            .Concat(Bounds.Moment("chargedAt", ChargedAt));
}

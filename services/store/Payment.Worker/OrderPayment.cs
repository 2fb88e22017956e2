using Store.Contracts;

namespace Payment.Worker;

/// <summary>The payment status of an order. One row per order, so that a concurrent charge and return conflict and neither is missed.</summary>
public sealed class OrderPayment
{
    /// <summary>A return arrived before its order.</summary>
    public const string Awaited = "awaited";

    /// <summary>Paid, or the amount was 0.</summary>
    public const string Charged = "charged";

    /// <summary>Declined by the gateway.</summary>
    public const string Declined = "declined";

    /// <summary>The order.</summary>
    public required string OrderId { get; init; }

    /// <summary>One of <see cref="Awaited"/>, <see cref="Charged"/> and <see cref="Declined"/>.</summary>
    public string Status { get; private set; } = Awaited;

    /// <summary>The amount of the order.</summary>
    public decimal Amount { get; private set; }

    /// <summary>ISO 4217 code; empty while the order is awaited.</summary>
    public string Currency { get; private set; } = "";

    /// <summary>The gateway's reference, or "none".</summary>
    public string? Reference { get; private set; }

    /// <summary>The gateway's reason for a decline.</summary>
    public string? Reason { get; private set; }

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Concurrency token: of two concurrent changes, one fails and is retried.</summary>
    public int Version { get; private set; }

    /// <summary>Whether the order was charged or declined.</summary>
    public bool Settled => Status != Awaited;

    /// <summary>Records a return whose order is not settled. A concurrent settlement then fails, and its retry sees the return.</summary>
    public void AwaitOrder(DateTimeOffset now) => Change(Awaited, now);

    /// <summary>Records the gateway's decision.</summary>
    public void Settle(Money total, GatewayAnswer answer, DateTimeOffset now)
    {
        (Amount, Currency, Reference, Reason) = (total.Amount, total.Currency, answer.Reference, answer.Reason);
        Change(answer.Reference is null ? Declined : Charged, now);
    }

    private void Change(string status, DateTimeOffset now) => (Status, ChangedAt, Version) = (status, now, Version + 1);
}

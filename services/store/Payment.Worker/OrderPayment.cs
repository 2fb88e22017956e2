using Store.Contracts;

namespace Payment.Worker;

/// <summary>How an order stands. One row per order, so that a charge and a return that meet cannot miss each other.</summary>
public sealed class OrderPayment
{
    /// <summary>A return came before its order.</summary>
    public const string Awaited = "awaited";

    /// <summary>Paid, or nothing was to be paid.</summary>
    public const string Charged = "charged";

    /// <summary>Refused by the gateway.</summary>
    public const string Declined = "declined";

    /// <summary>The order.</summary>
    public required string OrderId { get; init; }

    /// <summary>One of <see cref="Awaited"/>, <see cref="Charged"/> and <see cref="Declined"/>.</summary>
    public string Status { get; private set; } = Awaited;

    /// <summary>What was to be charged.</summary>
    public decimal Amount { get; private set; }

    /// <summary>ISO 4217 code; empty as long as the order is awaited.</summary>
    public string Currency { get; private set; } = "";

    /// <summary>The gateway's reference, or "none".</summary>
    public string? Reference { get; private set; }

    /// <summary>Why the gateway declined.</summary>
    public string? Reason { get; private set; }

    /// <summary>When the status last changed.</summary>
    public DateTimeOffset ChangedAt { get; private set; }

    /// <summary>Concurrency token: of two that change the order at once, one starts over.</summary>
    public int Version { get; private set; }

    /// <summary>Whether the order was charged or declined.</summary>
    public bool Settled => Status != Awaited;

    /// <summary>Takes note of a return whose order is not settled, so that whoever is settling it now starts over and sees it.</summary>
    public void AwaitOrder(DateTimeOffset now) => Change(Awaited, now);

    /// <summary>Records what the gateway decided.</summary>
    public void Settle(Money total, GatewayAnswer answer, DateTimeOffset now)
    {
        (Amount, Currency, Reference, Reason) = (total.Amount, total.Currency, answer.Reference, answer.Reason);
        Change(answer.Reference is null ? Declined : Charged, now);
    }

    private void Change(string status, DateTimeOffset now) => (Status, ChangedAt, Version) = (status, now, Version + 1);
}

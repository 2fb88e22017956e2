namespace Payment.Worker;

/// <summary>The refund of a return.</summary>
public sealed class Refund
{
    /// <summary>The order is not paid yet.</summary>
    public const string Pending = "pending";

    /// <summary>Paid back.</summary>
    public const string Refunded = "refunded";

    /// <summary>Nothing to refund, because the payment of the order was declined.</summary>
    public const string Dropped = "dropped";

    /// <summary>The gateway refused the refund permanently. It has to be refunded manually in another way.</summary>
    public const string Refused = "refused";

    /// <summary>The return.</summary>
    public required string ReturnId { get; init; }

    /// <summary>Its order, or null if unknown.</summary>
    public string? OrderId { get; init; }

    /// <summary>The amount.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>One of <see cref="Pending"/>, <see cref="Refunded"/>, <see cref="Dropped"/> and <see cref="Refused"/>.</summary>
    public string Status { get; set; } = Pending;

    /// <summary>The gateway's reference, or "none"; null until it is refunded.</summary>
    public string? Reference { get; set; }
}

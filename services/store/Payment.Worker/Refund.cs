namespace Payment.Worker;

/// <summary>What is to be paid back for a return.</summary>
public sealed class Refund
{
    /// <summary>The order is not paid yet.</summary>
    public const string Pending = "pending";

    /// <summary>Paid back.</summary>
    public const string Refunded = "refunded";

    /// <summary>Nothing to pay back, since the order's payment was declined.</summary>
    public const string Dropped = "dropped";

    /// <summary>Not paid back: the gateway refused, for good. Somebody has to pay it back in another way.</summary>
    public const string Refused = "refused";

    /// <summary>The return.</summary>
    public required string ReturnId { get; init; }

    /// <summary>Its order, or null when it is not known.</summary>
    public string? OrderId { get; init; }

    /// <summary>How much.</summary>
    public required decimal Amount { get; init; }

    /// <summary>ISO 4217 code.</summary>
    public required string Currency { get; init; }

    /// <summary>One of <see cref="Pending"/>, <see cref="Refunded"/>, <see cref="Dropped"/> and <see cref="Refused"/>.</summary>
    public string Status { get; set; } = Pending;

    /// <summary>The gateway's reference, or "none"; null as long as nothing was paid back.</summary>
    public string? Reference { get; set; }
}

namespace Payment.Worker;

/// <summary>The gateway's decision: done, with its reference, or declined, with its reason.</summary>
public sealed record GatewayAnswer
{
    /// <summary>The amount was 0, so the gateway was not called.</summary>
    public static GatewayAnswer Nothing { get; } = new() { Reference = "none" };

    /// <summary>The gateway's reference, or null if it declined.</summary>
    public string? Reference { get; private init; }

    /// <summary>The reason of a decline, otherwise null.</summary>
    public string? Reason { get; private init; }

    /// <summary>The payment was made.</summary>
    public static GatewayAnswer Done(string reference) => new() { Reference = reference };

    /// <summary>The payment was declined; a retry would not change that.</summary>
    public static GatewayAnswer Declined(string reason) => new() { Reason = reason };
}

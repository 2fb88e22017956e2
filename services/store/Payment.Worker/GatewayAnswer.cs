namespace Payment.Worker;

/// <summary>What the gateway decided: done, with its reference, or declined, with its reason.</summary>
public sealed record GatewayAnswer
{
    /// <summary>There was no money to move, and nobody was asked.</summary>
    public static GatewayAnswer Nothing { get; } = new() { Reference = "none" };

    /// <summary>The gateway's reference, or null when it declined.</summary>
    public string? Reference { get; private init; }

    /// <summary>Why it declined, or null when it did not.</summary>
    public string? Reason { get; private init; }

    /// <summary>Money moved.</summary>
    public static GatewayAnswer Done(string reference) => new() { Reference = reference };

    /// <summary>No money moved, and a repetition would not change that.</summary>
    public static GatewayAnswer Declined(string reason) => new() { Reason = reason };
}

namespace Payment.Gateway;

/// <summary>Settings of the section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Charges whose amount ends with this text are declined, e.g. 12.13 with the default <c>.13</c>; empty declines nothing.</summary>
    public string DeclineSuffix { get; set; } = ".13";

    /// <summary>Reason of a decline; <c>insufficient_funds</c> by default.</summary>
    public string DeclineReason { get; set; } = "insufficient_funds";

    /// <summary>Delay of each charge and refund in milliseconds; 0 by default.</summary>
    public int LatencyMilliseconds { get; set; }

    /// <summary>
    /// Share of charges and refunds answered with 503, 0 to 1; 0 by default. Half of them fail before the ledger is written, half
    /// afterwards, when the payment is booked and only the answer is lost.
    /// </summary>
    public double FailureRate { get; set; }

    /// <summary>Seed of the failures, 1 by default; the same seed fails the same calls.</summary>
    public int Seed { get; set; } = 1;

    internal bool Declines(decimal amount) =>
        DeclineSuffix.Length > 0 && amount.ToString("0.00##").EndsWith(DeclineSuffix, StringComparison.Ordinal);
}

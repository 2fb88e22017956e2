namespace Payment.Gateway;

/// <summary>Settings of the section <c>Gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Amounts whose two decimals end so are declined: <c>.13</c> by default, so 12.13 is; empty declines nothing.</summary>
    public string DeclineSuffix { get; set; } = ".13";

    /// <summary>The reason of such a decline.</summary>
    public string DeclineReason { get; set; } = "insufficient_funds";

    /// <summary>How long each charge and refund takes; 0 by default.</summary>
    public int LatencyMilliseconds { get; set; }

    /// <summary>
    /// Share of charges and refunds answered with 503, 0 to 1; 0 by default. Half of them fail before the ledger is written and
    /// half after it, when the money has moved and only the answer is lost.
    /// </summary>
    public double FailureRate { get; set; }

    /// <summary>Seed of those failures; the same seed fails the same calls.</summary>
    public int Seed { get; set; } = 1;

    internal bool Declines(decimal amount) =>
        DeclineSuffix.Length > 0 && amount.ToString("0.00##").EndsWith(DeclineSuffix, StringComparison.Ordinal);
}

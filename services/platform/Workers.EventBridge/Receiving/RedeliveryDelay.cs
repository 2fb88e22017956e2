namespace Workers.EventBridge.Receiving;

/// <summary>
/// How long a failed message stays invisible before the next try: doubling with each failure, and jittered over the upper half,
/// so that messages which failed together do not come back together.
/// </summary>
/// <param name="first">After the first failure.</param>
/// <param name="longest">The bound; SQS allows up to 12 hours.</param>
internal sealed class RedeliveryDelay(TimeSpan first, TimeSpan longest)
{
    /// <summary>Whole seconds, as SQS counts them.</summary>
    public int Seconds(int failures)
    {
        var bound = Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30)));
        return (int)Math.Round(bound * (0.5 + (Random.Shared.NextDouble() / 2)), MidpointRounding.AwayFromZero);
    }
}

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Invisibility of a failed message before the next attempt: doubles with each failure, jittered over the upper half, so that messages that
/// failed together do not come back together.
/// </summary>
/// <param name="first">Delay after the first failure.</param>
/// <param name="longest">Maximum delay; SQS allows up to 12 hours.</param>
internal sealed class RedeliveryDelay(TimeSpan first, TimeSpan longest)
{
    /// <summary>The delay in whole seconds, as SQS requires.</summary>
    public int Seconds(int failures)
    {
        var bound = Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, Math.Min(failures - 1, 30)));
        return (int)Math.Round(bound * (0.5 + (Random.Shared.NextDouble() / 2)), MidpointRounding.AwayFromZero);
    }
}

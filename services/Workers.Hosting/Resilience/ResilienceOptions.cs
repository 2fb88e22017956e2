namespace Workers.Hosting.Resilience;

/// <summary>
/// How a consumer is tried again before its message goes back to the queue. Configuration section <c>Resilience</c>. The message
/// is kept invisible to others for as long as the tries take.
/// </summary>
public sealed class ResilienceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Resilience";

    /// <summary>Tries after the first, 0 to 10; 3 by default.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>Pause before the first retry, doubled with each and jittered; 50 ms by default, at most 10 s.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>What one try may take; 10 s by default, at least 100 ms.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    internal IEnumerable<string> Problems()
    {
        if (Retries is < 0 or > 10)
            yield return $"{Section}:{nameof(Retries)} {Retries} is not between 0 and 10.";
        if (Delay < TimeSpan.Zero || Delay > TimeSpan.FromSeconds(10))
            yield return $"{Section}:{nameof(Delay)} {Delay} is not between 0 and 10 s.";
        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromHours(1))
            yield return $"{Section}:{nameof(Timeout)} {Timeout} is not between 100 ms and 1 h.";
    }
}

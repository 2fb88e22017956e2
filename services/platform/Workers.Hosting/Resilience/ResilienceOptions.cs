namespace Workers.Hosting.Resilience;

/// <summary>
/// Retries of a consumer before its message is returned to the queue, and the circuit breaker that stops receiving during an outage.
/// Configuration section <c>Resilience</c>.
/// </summary>
public sealed class ResilienceOptions
{
    /// <summary>The configuration section.</summary>
    public const string Section = "Resilience";

    /// <summary>Maximum of each pause between attempts.</summary>
    internal static readonly TimeSpan MaxDelay = TimeSpan.FromSeconds(10);

    /// <summary>Attempts after the first, 0 to 10; 3 by default.</summary>
    public int Retries { get; set; } = 3;

    /// <summary>Pause before the first retry, doubled with each and jittered; 50 ms by default, at most 10 s.</summary>
    public TimeSpan Delay { get; set; } = TimeSpan.FromMilliseconds(50);

    /// <summary>Timeout of one attempt; 5 s by default, at least 100 ms.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The circuit breaker.</summary>
    public CircuitOptions Circuit { get; set; } = new();

    /// <summary>Maximum duration of all attempts of one message.</summary>
    internal TimeSpan Longest
    {
        get
        {
            // Polly's decorrelated jitter adds up to less than the sum of the doubled delays.
            var pauses = Enumerable.Range(0, Retries).Select(retry => Math.Min(MaxDelay.TotalSeconds, Delay.TotalSeconds * (1 << retry)));
            return (Timeout * (Retries + 1)) + TimeSpan.FromSeconds(pauses.Sum());
        }
    }

    internal IEnumerable<string> Problems()
    {
        if (Retries is < 0 or > 10)
            yield return $"{Section}:{nameof(Retries)} {Retries} is not between 0 and 10.";
        if (Delay < TimeSpan.Zero || Delay > MaxDelay)
            yield return $"{Section}:{nameof(Delay)} {Delay} is not between 0 and 10 s.{BareNumbers.Describe(Delay)}";
        if (Timeout < TimeSpan.FromMilliseconds(100) || Timeout > TimeSpan.FromHours(1))
            yield return $"{Section}:{nameof(Timeout)} {Timeout} is not between 100 ms and 1 h.{BareNumbers.Describe(Timeout)}";
        foreach (var problem in Circuit.Problems($"{Section}:{nameof(Circuit)}"))
            yield return problem;
    }

    /// <summary>Checks that all attempts fit into four fifths of the visibility timeout.</summary>
    internal string? Misfit(int visibilityTimeoutSeconds)
    {
        var room = TimeSpan.FromSeconds(visibilityTimeoutSeconds * 0.8);
        return Longest <= room
            ? null
            : string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{Section}: {Retries + 1} attempts of {Timeout.TotalSeconds:0.###} s and the pauses between them can take {Longest.TotalSeconds:0.#} s, more than four fifths of visibilityTimeoutSeconds {visibilityTimeoutSeconds} in the subscription ({room.TotalSeconds:0.#} s). Lower {Section}:{nameof(Timeout)}, :{nameof(Retries)} or :{nameof(Delay)}, or raise visibilityTimeoutSeconds.");
    }
}

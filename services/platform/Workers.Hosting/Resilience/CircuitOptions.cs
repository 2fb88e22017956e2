namespace Workers.Hosting.Resilience;

/// <summary>
/// When a worker assumes that a dependency is down, and stops receiving. Configuration section <c>Resilience:Circuit</c>.
/// </summary>
public sealed class CircuitOptions
{
    /// <summary>
    /// Different messages that fail in a row, without a success in between, that count as an outage, 2 to 10000; 5 by default. Each counts
    /// once, however often it is tried, and not at all if others succeeded between its failures: then the message itself is the problem. A
    /// batch that an outage makes fail counts as one.
    /// </summary>
    public int MinimumMessages { get; set; } = 5;

    /// <summary>
    /// Failed attempts in a row with signs of an outage: refused connections, timeouts, HTTP status codes 429, and 500 and above, transient
    /// database errors. 2 to 10000; 4 by default, the attempts of one message, so that a single message is not dead-lettered because of an
    /// outage. Of one message among others it takes twice as many.
    /// </summary>
    public int MinimumOutageAttempts { get; set; } = 4;

    /// <summary>Time window for both counts; 1 minute by default, 1 s to 1 h.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Time until the first probe; 15 s by default, 500 ms to 1 h. It doubles with each further message whose probe shows a sign of an
    /// outage.
    /// </summary>
    public TimeSpan BreakDuration { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Maximum break; 2 minutes by default, at most 1 h.</summary>
    public TimeSpan MaxBreakDuration { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// Time after which a message that keeps failing as the only probe is dead-lettered with its reason; 1 hour by default, 1 minute to 11
    /// h.
    /// </summary>
    public TimeSpan LoneMessageTimeout { get; set; } = TimeSpan.FromHours(1);

    internal IEnumerable<string> Problems(string section)
    {
        if (MinimumMessages is < 2 or > 10_000)
            yield return $"{section}:{nameof(MinimumMessages)} {MinimumMessages} is not between 2 and 10000.";
        if (MinimumOutageAttempts is < 2 or > 10_000)
            yield return $"{section}:{nameof(MinimumOutageAttempts)} {MinimumOutageAttempts} is not between 2 and 10000.";
        if (Window < TimeSpan.FromSeconds(1) || Window > TimeSpan.FromHours(1))
            yield return $"{section}:{nameof(Window)} {Window} is not between 1 s and 1 h.{BareNumbers.Describe(Window)}";
        if (BreakDuration < TimeSpan.FromMilliseconds(500) || BreakDuration > TimeSpan.FromHours(1))
            yield return $"{section}:{nameof(BreakDuration)} {BreakDuration} is not between 500 ms and 1 h.{BareNumbers.Describe(BreakDuration)}";
        if (LoneMessageTimeout < TimeSpan.FromMinutes(1) || LoneMessageTimeout > TimeSpan.FromHours(11))
        {
            var remedy = BareNumbers.Describe(LoneMessageTimeout);
            yield return $"{section}:{nameof(LoneMessageTimeout)} {LoneMessageTimeout} is not between 1 min and 11 h.{remedy}";
        }

        if (MaxBreakDuration < BreakDuration || MaxBreakDuration > TimeSpan.FromHours(1))
        {
            var remedy = BareNumbers.Describe(MaxBreakDuration);
            yield return $"{section}:{nameof(MaxBreakDuration)} {MaxBreakDuration} is not between {nameof(BreakDuration)} ({BreakDuration}) and 1 h.{remedy}";
        }
    }
}

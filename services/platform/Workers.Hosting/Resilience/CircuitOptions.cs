namespace Workers.Hosting.Resilience;

/// <summary>
/// When a worker takes something that it needs for down, and stops receiving. Configuration section <c>Resilience:Circuit</c>.
/// </summary>
public sealed class CircuitOptions
{
    /// <summary>
    /// Messages that fail in a row, with none among them that succeeds, that are taken for an outage, 2 to 10000; 5 by default. Each counts
    /// once, however often it is tried, and not at all where others succeeded since it failed before: it fails for a reason of its own.
    /// A batch that an outage makes fail counts as one.
    /// </summary>
    public int MinimumMessages { get; set; } = 5;

    /// <summary>
    /// Failed tries in a row where the failures are signs of an outage: refused connections, time-outs, answers of 500 and above, transient
    /// errors of a database. 2 to 10000; 4 by default, the tries of one message, so that a lone message is not spent on what is down.
    /// Of one message beside others it takes twice as many.
    /// </summary>
    public int MinimumOutageTries { get; set; } = 4;

    /// <summary>They lie within this time; 1 minute by default, 1 s to 1 h.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>
    /// Until the first probe; 15 s by default, 500 ms to 1 h. It doubles with each further message that fails as a probe by a sign of an outage.
    /// </summary>
    public TimeSpan Break { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>The bound of that; 2 minutes by default, at most 1 h.</summary>
    public TimeSpan MaxBreak { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>
    /// After this time a message that fails as a probe, while there is no other to ask, is dead-lettered with its reason; 1 hour by
    /// default, 1 minute to 11 h.
    /// </summary>
    public TimeSpan LoneMessageTimeout { get; set; } = TimeSpan.FromHours(1);

    internal IEnumerable<string> Problems(string section)
    {
        if (MinimumMessages is < 2 or > 10_000)
            yield return $"{section}:{nameof(MinimumMessages)} {MinimumMessages} is not between 2 and 10000.";
        if (MinimumOutageTries is < 2 or > 10_000)
            yield return $"{section}:{nameof(MinimumOutageTries)} {MinimumOutageTries} is not between 2 and 10000.";
        if (Window < TimeSpan.FromSeconds(1) || Window > TimeSpan.FromHours(1))
            yield return $"{section}:{nameof(Window)} {Window} is not between 1 s and 1 h.{BareNumbers.Describe(Window)}";
        if (Break < TimeSpan.FromMilliseconds(500) || Break > TimeSpan.FromHours(1))
            yield return $"{section}:{nameof(Break)} {Break} is not between 500 ms and 1 h.{BareNumbers.Describe(Break)}";
        if (LoneMessageTimeout < TimeSpan.FromMinutes(1) || LoneMessageTimeout > TimeSpan.FromHours(11))
        {
            var remedy = BareNumbers.Describe(LoneMessageTimeout);
            yield return $"{section}:{nameof(LoneMessageTimeout)} {LoneMessageTimeout} is not between 1 min and 11 h.{remedy}";
        }

        if (MaxBreak < Break || MaxBreak > TimeSpan.FromHours(1))
        {
            var remedy = BareNumbers.Describe(MaxBreak);
            yield return $"{section}:{nameof(MaxBreak)} {MaxBreak} is not between {nameof(Break)} ({Break}) and 1 h.{remedy}";
        }
    }
}

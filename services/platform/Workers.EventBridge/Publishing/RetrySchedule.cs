namespace Workers.EventBridge.Publishing;

/// <summary>Counts the attempts for the same entries, and decides whether to send them again.</summary>
/// <param name="time">The clock.</param>
/// <param name="begun">Timestamp of the first attempt.</param>
/// <param name="hurry">When cancelled, the next attempt is the last one.</param>
internal sealed class RetrySchedule(TimeProvider time, long begun, CancellationToken hurry)
{
    private const int Most = 8;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3.2);

    /// <summary>No attempt starts later. The pauses alone take up to 9.5 s.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>Attempts so far.</summary>
    public int Count { get; set; }

    public bool AreOver => Count == Most || hurry.IsCancellationRequested || time.GetElapsedTime(begun) >= Longest;

    /// <summary>
    /// "Full jitter": a random pause between zero and the exponential bound, so that publishers that failed together do not retry together.
    /// </summary>
    /// <param name="chance">A random number from 0 to 1.</param>
    public TimeSpan NextPause(double chance)
    {
        var pause = chance * Math.Min(LongestPause.TotalMilliseconds, 50 * Math.Pow(2, Count));
        var left = (Longest - time.GetElapsedTime(begun)).TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Math.Clamp(pause, 0, Math.Max(0, left)));
    }

    /// <summary>A schedule for a part of the entries: it counts its own attempts, within the same time.</summary>
    public RetrySchedule Split() => new(time, begun, hurry);

    /// <summary>The last problem, and the remedy.</summary>
    public string Describe(string? problem) =>
        $"{problem?.TrimEnd('.')}. Failed after {Count} attempts. "
        + "Publish it again later, with the same MessageId: it may have arrived nevertheless.";
}

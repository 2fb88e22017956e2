namespace Workers.EventBridge.Publishing;

/// <summary>How often the same entries were sent, and whether to send them again.</summary>
/// <param name="time">The clock.</param>
/// <param name="hurry">When cancelled, the next try is the last one.</param>
internal sealed class RetrySchedule(TimeProvider time, CancellationToken hurry)
{
    private const int Most = 8;

    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(3.2);

    /// <summary>No try begins later. The pauses alone span up to 9.5 s.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    private readonly long _begun = time.GetTimestamp();

    /// <summary>Tries so far.</summary>
    public int Count { get; set; }

    public CancellationToken Hurry => hurry;

    public bool AreOver => Count == Most || hurry.IsCancellationRequested || time.GetElapsedTime(_begun) >= Longest;

    /// <summary>
    /// "Full jitter": anywhere between nothing and the exponential bound, so that publishers which failed together do not return
    /// together.
    /// </summary>
    /// <param name="chance">From 0 to 1.</param>
    public TimeSpan NextPause(double chance)
    {
        var pause = chance * Math.Min(LongestPause.TotalMilliseconds, 50 * Math.Pow(2, Count));
        var left = (Longest - time.GetElapsedTime(_begun)).TotalMilliseconds;
        return TimeSpan.FromMilliseconds(Math.Clamp(pause, 0, Math.Max(0, left)));
    }

    /// <summary>What was wrong at last, and what to do about it.</summary>
    public string Describe(string? problem) =>
        $"{problem?.TrimEnd('.')}. It was tried {Count} times. "
        + "Publish it again later, with the same MessageId: it may have arrived all the same.";
}

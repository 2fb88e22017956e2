using System.Diagnostics.CodeAnalysis;
using System.Threading.RateLimiting;

namespace Workers.Cli.DeadLetters;

/// <summary>A maximum number of messages a second.</summary>
internal static class MessageRate
{
    /// <summary>Messages that are acquired together, at most.</summary>
    private const int BatchSize = 10;

    /// <summary>A limiter for batches of up to ten messages; null without a limit.</summary>
    [return: NotNullIfNotNull(nameof(rate))]
    public static TokenBucketRateLimiter? Limiter(int? rate)
    {
        if (rate is not { } limit)
            return null;

        // A tenth of a second's messages at a time: the timer of the system is not finer.
        var tokens = Math.Max(1, limit / 10);
        return new TokenBucketRateLimiter(new TokenBucketRateLimiterOptions
        {
            TokensPerPeriod = tokens,
            ReplenishmentPeriod = TimeSpan.FromSeconds((double)tokens / limit),
            TokenLimit = Math.Max(BatchSize, tokens),
            QueueLimit = int.MaxValue,
        });
    }
}

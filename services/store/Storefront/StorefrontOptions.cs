using Storefront.Callers;

namespace Storefront;

/// <summary>Settings of the section <c>Storefront</c>.</summary>
public sealed class StorefrontOptions
{
    /// <summary>The section's name.</summary>
    public const string Section = "Storefront";

    /// <summary>The file of products; <c>products.json</c> by default. A relative path is relative to the program's folder.</summary>
    public string Products { get; set; } = "";

    /// <summary>
    /// Whether requests without a token are accepted, as those of one anonymous shopper: anyone who knows the number of an anonymous order can
    /// read and return it. By default only in development.
    /// </summary>
    public bool? AllowAnonymous { get; set; }

    /// <summary>
    /// Whether <c>POST /history</c> exists, which accepts orders at any price. By default only in development. A caller with a token needs the
    /// scope <c>history</c>.
    /// </summary>
    public bool? History { get; set; }

    /// <summary>Retention of the answer to an idempotency key; 24 hours by default, 1 minute to 30 days.</summary>
    public TimeSpan IdempotencyKeyLifetime { get; set; } = TimeSpan.FromHours(24);

    /// <summary>Rate limits of callers.</summary>
    public RateLimitOptions RateLimits { get; set; } = new();

    /// <summary>The errors of the settings, each a sentence.</summary>
    public IEnumerable<string> Problems()
    {
        if (IdempotencyKeyLifetime < TimeSpan.FromMinutes(1) || IdempotencyKeyLifetime > TimeSpan.FromDays(30))
            yield return $"{Section}:IdempotencyKeyLifetime {IdempotencyKeyLifetime} is not between 1 minute and 30 days.";
        foreach (var problem in RateLimits.Problems($"{Section}:RateLimits"))
            yield return problem;
    }
}

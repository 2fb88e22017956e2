using Store.Deploy.LoadBalancing;

namespace Store.Deploy.Environments;

/// <summary>The load balancer of the Storefront.</summary>
internal sealed record LoadBalancerSettings
{
    /// <summary>Whether requests are logged to an S3 bucket, for <c>logDays</c>; by default only in production.</summary>
    public bool? AccessLogs { get; init; }

    /// <summary>Whether AWS WAF limits and checks requests; by default only in production.</summary>
    public bool? Waf { get; init; }

    /// <summary>Requests that WAF allows one address in five minutes, 10 to 2,000,000,000; 2000 by default.</summary>
    public int WafRequests { get; init; } = 2000;

    /// <summary>A listener of another load balancer to use instead of creating one. The other keys are then not allowed.</summary>
    public ExistingListener? Existing { get; init; }
}

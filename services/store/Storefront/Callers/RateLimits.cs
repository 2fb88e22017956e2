using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Storefront.Requests;

namespace Storefront.Callers;

/// <summary>Rate limits per customer and per IP address, for requests that change data.</summary>
internal static class RateLimits
{
    private const string Customers = "customers";

    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    public static void AddRateLimits(this IServiceCollection services, RateLimitOptions limits)
    {
        services.AddRateLimiter(limiter =>
        {
            limiter.GlobalLimiter = PartitionedRateLimiter.Create<HttpContext, string>(http =>
                http.GetEndpoint()?.Metadata.GetMetadata<EnableRateLimitingAttribute>() is null
                    ? RateLimitPartition.GetNoLimiter("")
                    : Partition(ClientAddress.Of(http), limits.PerAddress ?? 0, Window));
            limiter.AddPolicy(Customers, http => Caller.Of(http).CustomerId is { } customerId
                ? Partition(customerId, limits.PerCustomer ?? 0, Window)
                : RateLimitPartition.GetNoLimiter(""));
            limiter.OnRejected = (rejected, _) => new ValueTask(TooMany(rejected.Lease).ExecuteAsync(rejected.HttpContext));
        });
        services.AddSingleton(new RecipientLimit(limits.PerRecipient ?? 0));
    }

    public static TBuilder Limited<TBuilder>(this TBuilder endpoint)
        where TBuilder : IEndpointConventionBuilder => endpoint.RequireRateLimiting(Customers);

    /// <summary>A separate limit for each key; 0 is no limit.</summary>
    public static RateLimitPartition<string> Partition(string key, int limit, TimeSpan window) => limit == 0
        ? RateLimitPartition.GetNoLimiter("")
        : RateLimitPartition.GetFixedWindowLimiter(key, _ => new FixedWindowRateLimiterOptions { PermitLimit = limit, Window = window });

    /// <summary>429 with Retry-After (RFC 6585, section 4).</summary>
    public static IResult TooMany(RateLimitLease lease) => new TryAgain(
        "There were too many requests.",
        StatusCodes.Status429TooManyRequests,
        lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)) : (int)Window.TotalSeconds);
}

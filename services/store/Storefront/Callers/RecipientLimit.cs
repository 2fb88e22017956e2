using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Storefront.Callers;

/// <summary>
/// Rate limit per caller and e-mail address, for requests that send mail: a caller cannot flood a mailbox, and cannot use up the limit of
/// other callers.
/// </summary>
internal sealed class RecipientLimit(int perHour) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        mail => RateLimits.Partition(mail, perHour, TimeSpan.FromHours(1)));

    /// <summary>Null if another mail may be sent, otherwise the error response. Anonymous shoppers are distinguished by IP address.</summary>
    public IResult? Refuse(Caller caller, string recipient)
    {
        // The key is unambiguous, because customer numbers and IP addresses have no spaces.
        var sender = caller.CustomerId is { } customerId ? $"customer {customerId}" : $"address {caller.Address}";
        using var lease = _limiter.AttemptAcquire($"{sender} {recipient.ToUpperInvariant()}");
        return lease.IsAcquired ? null : RateLimits.TooMany(lease);
    }

    public void Dispose() => _limiter.Dispose();
}

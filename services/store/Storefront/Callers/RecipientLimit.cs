using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http;

namespace Storefront.Callers;

/// <summary>
/// How many requests that send mail are taken of one caller for one email address: a caller fills nobody's mailbox, and takes nothing from
/// what others may send there.
/// </summary>
internal sealed class RecipientLimit(int perHour) : IDisposable
{
    private readonly PartitionedRateLimiter<string> _limiter = PartitionedRateLimiter.Create<string, string>(
        mail => RateLimits.Partition(mail, perHour, TimeSpan.FromHours(1)));

    /// <summary>Null when another mail may be sent now, else the answer. Anonymous shoppers are distinguished by their IP addresses.</summary>
    public IResult? Refuse(Caller caller, string recipient)
    {
        // Neither a customer's number nor an IP address has a space.
        var sender = caller.CustomerId is { } customerId ? $"customer {customerId}" : $"address {caller.Address}";
        using var lease = _limiter.AttemptAcquire($"{sender} {recipient.ToUpperInvariant()}");
        return lease.IsAcquired ? null : RateLimits.TooMany(lease);
    }

    public void Dispose() => _limiter.Dispose();
}

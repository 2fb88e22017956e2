namespace Storefront.Callers;

/// <summary>
/// Settings of the section <c>Storefront:RateLimits</c>: maximum numbers of orders, registrations and returns per task of the Storefront, up to
/// 1,000,000; 0 for no limit. In development there is no limit by default.
/// </summary>
public sealed class RateLimitOptions
{
    private const int Highest = 1_000_000;

    /// <summary>Limit per customer and minute; 60 by default.</summary>
    public int? PerCustomer { get; set; }

    /// <summary>Limit per IP address (the first 64 bits of an IPv6 address) and minute; 120 by default.</summary>
    public int? PerAddress { get; set; }

    /// <summary>Limit per caller (a customer, or an anonymous shopper's IP address), recipient of mail and hour; 20 by default.</summary>
    public int? PerRecipient { get; set; }

    /// <summary>Sets defaults.</summary>
    internal void SetDefaults(bool isDevelopment)
    {
        PerCustomer ??= isDevelopment ? 0 : 60;
        PerAddress ??= isDevelopment ? 0 : 120;
        PerRecipient ??= isDevelopment ? 0 : 20;
    }

    internal IEnumerable<string> Problems(string section)
    {
        var limits = new[] { (nameof(PerCustomer), PerCustomer), (nameof(PerAddress), PerAddress), (nameof(PerRecipient), PerRecipient) };
        return limits.Where(limit => limit.Item2 is < 0 or > Highest)
            .Select(limit => $"{section}:{limit.Item1} {limit.Item2} is not between 0 and {Highest}.");
    }
}

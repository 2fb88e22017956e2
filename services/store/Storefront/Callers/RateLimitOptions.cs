namespace Storefront.Callers;

/// <summary>
/// Settings of the section <c>Storefront:RateLimits</c>: how many orders, registrations and returns are taken, by each task of the shop; 0 for
/// any number, up to 1,000,000. In development there is no limit by default.
/// </summary>
public sealed class RateLimitOptions
{
    private const int Highest = 1_000_000;

    /// <summary>Of one customer, in a minute; 60 by default.</summary>
    public int? PerCustomer { get; set; }

    /// <summary>Of one IP address (of an IPv6 address its first 64 bits), in a minute; 120 by default.</summary>
    public int? PerAddress { get; set; }

    /// <summary>Of one caller (a customer, or an anonymous shopper's IP address) with mail to one email address, in an hour; 20 by default.</summary>
    public int? PerRecipient { get; set; }

    /// <summary>Fills in what is not set.</summary>
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

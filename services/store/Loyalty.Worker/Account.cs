using System.Security.Cryptography;
using System.Text;
using Store.Contracts;

namespace Loyalty.Worker;

/// <summary>Whose points they are.</summary>
public static class Account
{
    /// <summary>
    /// The customer's number; for a guest a fingerprint of the address, so that none is stored here; null for who left neither.
    /// </summary>
    public static string? Of(Customer customer)
    {
        if (!string.IsNullOrWhiteSpace(customer.CustomerId))
            return customer.CustomerId;
        if (string.IsNullOrWhiteSpace(customer.Email))
            return null;

        var address = Encoding.UTF8.GetBytes(customer.Email.Trim().ToLowerInvariant());
        return "guest-" + Convert.ToHexStringLower(SHA256.HashData(address).AsSpan(0, 16));
    }
}

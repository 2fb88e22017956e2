using System.Security.Cryptography;
using System.Text;
using Store.Contracts;

namespace Loyalty.Worker;

/// <summary>The loyalty account of a customer.</summary>
public static class Account
{
    /// <summary>
    /// The customer's number; for a guest a hash of the address, so that the address is not stored; null without number and address.
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

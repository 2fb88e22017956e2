using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Storefront.Requests;

namespace Storefront.Callers;

/// <summary>Who calls: a customer, by a token, or the anonymous shopper.</summary>
/// <param name="CustomerId">The claim <c>sub</c>, or null for the anonymous shopper.</param>
/// <param name="Email">The claim <c>email</c>, unless the authority says that it is not verified, or it is none. Personal data.</param>
/// <param name="Address">The IP address; see <see cref="ClientAddress"/>. Personal data.</param>
internal sealed record Caller(string? CustomerId, string? Email, string Address)
{
    /// <summary>Characters of a customer's number, as the contracts have it.</summary>
    public const int LongestCustomerId = 64;

    public static Caller Of(HttpContext http) => http.User.Identity?.IsAuthenticated == true
        ? new Caller(http.User.FindFirstValue("sub"), EmailOf(http.User), ClientAddress.Of(http))
        : new Caller(null, null, ClientAddress.Of(http));

    /// <summary>Whether what belongs to <paramref name="customerId"/> is the caller's; null is the anonymous shopper's.</summary>
    public bool Owns(string? customerId) => string.Equals(CustomerId, customerId, StringComparison.Ordinal);

    /// <summary>Whether a token's <c>sub</c> can be a customer's number.</summary>
    public static bool IsCustomerId(string? subject) =>
        subject is { Length: > 0 and <= LongestCustomerId } and not ("." or "..") && subject.All(letter => letter is > ' ' and < '\x7F' and not '/');

    private static string? EmailOf(ClaimsPrincipal user) =>
        user.FindFirstValue("email") is { } email
        && EmailAddress.IsValid(email)
        && !string.Equals(user.FindFirstValue("email_verified"), "false", StringComparison.OrdinalIgnoreCase)
            ? email
            : null;
}

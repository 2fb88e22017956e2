using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Storefront.Requests;

namespace Storefront.Callers;

/// <summary>The caller: a customer with a token, or the anonymous shopper.</summary>
/// <param name="CustomerId">The claim <c>sub</c>, or null for the anonymous shopper.</param>
/// <param name="Email">The claim <c>email</c>, or null if it is missing, invalid or not verified by the authority. Personal data.</param>
/// <param name="Address">The IP address; see <see cref="ClientAddress"/>. Personal data.</param>
internal sealed record Caller(string? CustomerId, string? Email, string Address)
{
    /// <summary>Maximum characters of a customer number, as in the contracts.</summary>
    public const int LongestCustomerId = 64;

    public static Caller Of(HttpContext http) => http.User.Identity?.IsAuthenticated == true
        ? new Caller(http.User.FindFirstValue("sub"), EmailOf(http.User), ClientAddress.Of(http))
        : new Caller(null, null, ClientAddress.Of(http));

    /// <summary>Whether the caller is the owner <paramref name="customerId"/>; null is the anonymous shopper.</summary>
    public bool Owns(string? customerId) => string.Equals(CustomerId, customerId, StringComparison.Ordinal);

    /// <summary>Whether a token's <c>sub</c> is a valid customer number.</summary>
    public static bool IsCustomerId(string? subject) =>
        subject is { Length: > 0 and <= LongestCustomerId } and not ("." or "..") && subject.All(character => character is > ' ' and < '\x7F' and not '/');

    private static string? EmailOf(ClaimsPrincipal user) =>
        user.FindFirstValue("email") is { } email
        && EmailAddress.IsValid(email)
        && !string.Equals(user.FindFirstValue("email_verified"), "false", StringComparison.OrdinalIgnoreCase)
            ? email
            : null;
}

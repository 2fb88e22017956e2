using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace Storefront.Tests;

/// <summary>Tokens as <c>dotnet user-jwts</c> issues them, and the settings that it writes.</summary>
internal static class Tokens
{
    private const string Issuer = "dotnet-user-jwts";
    private const string Audience = "http://127.0.0.1:5080";

    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(number => (byte)number)];

    public static IEnumerable<(string Setting, string Value)> Settings { get; } =
    [
        ("Authentication:Schemes:Bearer:ValidAudiences:0", Audience),
        ("Authentication:Schemes:Bearer:ValidIssuer", Issuer),
        ("Authentication:Schemes:Bearer:SigningKeys:0:Issuer", Issuer),
        ("Authentication:Schemes:Bearer:SigningKeys:0:Value", Convert.ToBase64String(Key)),
    ];

    public static string Of(
        string? customerId, string? email = null, string? scope = null, string audience = Audience, int minutes = 10, byte[]? key = null)
    {
        var claims = new Dictionary<string, object>(StringComparer.Ordinal);
        foreach (var (claim, value) in new[] { ("sub", customerId), ("email", email), ("scope", scope) })
        {
            if (value is not null)
                claims[claim] = value;
        }

        var now = DateTime.UtcNow;
        return new JsonWebTokenHandler().CreateToken(new SecurityTokenDescriptor
        {
            Issuer = Issuer,
            Audience = audience,
            Claims = claims,
            NotBefore = now.AddHours(-2),
            IssuedAt = now.AddHours(-2),
            Expires = now.AddMinutes(minutes),
            SigningCredentials = new SigningCredentials(new SymmetricSecurityKey(key ?? Key), SecurityAlgorithms.HmacSha256),
        });
    }
}

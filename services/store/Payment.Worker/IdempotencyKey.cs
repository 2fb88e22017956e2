using System.Security.Cryptography;
using System.Text;

namespace Payment.Worker;

/// <summary>The idempotency key of an external call, the same on every attempt.</summary>
internal static class IdempotencyKey
{
    /// <summary><c>charge-{id}</c> if the id is valid in an HTTP header; otherwise with its hash.</summary>
    public static string For(string purpose, string id) =>
        id.All(character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_' or '.')
            ? $"{purpose}-{id}"
            : $"{purpose}-sha256-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}";
}

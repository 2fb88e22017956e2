using System.Security.Cryptography;
using System.Text;

namespace Payment.Worker;

/// <summary>Names one outside effect, the same on every try.</summary>
internal static class IdempotencyKey
{
    /// <summary><c>charge-{id}</c> where the id can stand in an HTTP header as it is; its hash otherwise.</summary>
    public static string For(string purpose, string id) =>
        id.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.')
            ? $"{purpose}-{id}"
            : $"{purpose}-sha256-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(id)))}";
}

using System.Security.Cryptography;
using System.Text;

namespace Storefront;

/// <summary>The id that ties together everything an order or an account sets off.</summary>
internal static class Correlation
{
    /// <summary>The id itself where it is a Guid, else a Guid made of it: the same id, the same Guid, on every machine.</summary>
    public static Guid Of(string id)
    {
        if (Guid.TryParse(id, out var guid))
            return guid;

        // RFC 9562, version 8: the bits of a hash, marked as such.
        var bytes = SHA256.HashData(Encoding.UTF8.GetBytes(id)).AsSpan(0, 16);
        bytes[6] = (byte)((bytes[6] & 0x0F) | 0x80);
        bytes[8] = (byte)((bytes[8] & 0x3F) | 0x80);
        return new Guid(bytes, bigEndian: true);
    }
}

using System.Security.Cryptography;
using System.Text;

namespace Workers.EventBridge.Envelope;

/// <summary>Consumers identify messages by Guid; the id of an event from elsewhere may be any text.</summary>
public static class EventIds
{
    /// <summary>
    /// The text as a Guid if it is one, or else a Guid derived from it: always the same for the same text (SHA-256, RFC 9562 version 8).
    /// </summary>
    public static Guid ToGuid(string id)
    {
        if (Guid.TryParse(id, out var guid))
            return guid;

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(id), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash[..16], bigEndian: true);
    }

    /// <summary>The same for an optional id.</summary>
    public static Guid? ToGuidOrNull(string? id) => string.IsNullOrEmpty(id) ? null : ToGuid(id);
}

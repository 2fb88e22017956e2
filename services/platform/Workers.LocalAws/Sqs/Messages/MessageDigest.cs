using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Workers.LocalAws.Sqs.Messages;

/// <summary>
/// The MD5 sums that SDKs check. Source: the SQS developer guide, "Calculating the MD5 message digest for message attributes".
/// </summary>
internal static class MessageDigest
{
#pragma warning disable CA5351 // The protocol requires MD5; it protects no secrets.
    public static string OfBody(ReadOnlySpan<byte> body)
    {
        Span<byte> digest = stackalloc byte[MD5.HashSizeInBytes];
        MD5.HashData(body, digest);
        return Convert.ToHexStringLower(digest);
    }

    /// <summary>Over the sent or returned attributes, or null if there are none.</summary>
    public static string? OfAttributes(IReadOnlyCollection<MessageAttribute> attributes)
    {
        if (attributes.Count == 0)
            return null;

        using var digest = IncrementalHash.CreateHash(HashAlgorithmName.MD5);
        foreach (var attribute in attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
        {
            Append(digest, Encoding.UTF8.GetBytes(attribute.Name));
            Append(digest, Encoding.UTF8.GetBytes(attribute.DataType));
            digest.AppendData([attribute.IsBinary ? (byte)2 : (byte)1]);
            Append(digest, attribute.Value.Span);
        }

        return Convert.ToHexStringLower(digest.GetHashAndReset());
    }
#pragma warning restore CA5351

    private static void Append(IncrementalHash digest, ReadOnlySpan<byte> value)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(length, value.Length);
        digest.AppendData(length);
        digest.AppendData(value);
    }
}

using System.Buffers.Binary;
using System.Buffers.Text;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>The receipt handle: queue, message and receipt, so that an outdated handle is recognised.</summary>
internal static class ReceiptHandle
{
    private const int Length = 16 + 16 + sizeof(int);

    public static string Create(Guid queue, Guid message, int receipt)
    {
        Span<byte> handle = stackalloc byte[Length];
        queue.TryWriteBytes(handle);
        message.TryWriteBytes(handle[16..]);
        BinaryPrimitives.WriteInt32BigEndian(handle[32..], receipt);
        return Base64Url.EncodeToString(handle);
    }

    /// <exception cref="Http.AwsException">It is not a handle of this queue.</exception>
    public static (Guid Message, int Receipt) Parse(Guid queue, string text)
    {
        Span<byte> handle = stackalloc byte[Length];
        if (text.Length > 64 || !Base64Url.IsValid(text, out var length) || length != Length)
            throw SqsError.ReceiptHandleIsInvalid(text);
        Base64Url.DecodeFromChars(text, handle);
        return new Guid(handle[..16]) == queue
            ? (new Guid(handle[16..32]), BinaryPrimitives.ReadInt32BigEndian(handle[32..]))
            : throw SqsError.ReceiptHandleIsInvalid(text);
    }
}

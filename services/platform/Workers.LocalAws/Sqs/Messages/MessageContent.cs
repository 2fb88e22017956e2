using System.Text;

namespace Workers.LocalAws.Sqs.Messages;

/// <summary>The content of a message. It never changes, so all queues with copies of an event share it.</summary>
internal sealed class MessageContent(byte[] body, IReadOnlyList<MessageAttribute>? attributes = null, string? traceHeader = null)
{
    /// <summary>UTF-8.</summary>
    public byte[] Body => body;

    public string BodyMd5 { get; } = MessageDigest.OfBody(body);

    public IReadOnlyList<MessageAttribute> Attributes { get; } = attributes ?? [];

    /// <summary>The system attribute AWSTraceHeader, in the format of X-Ray.</summary>
    public string? TraceHeader => traceHeader;

    /// <summary>The group of a fair queue.</summary>
    public string? GroupId { get; init; }

    /// <summary>The size that AWS counts: the body and the names, types and values of the attributes.</summary>
    public int Bytes => Body.Length + Attributes.Sum(BytesOf);

    public static int BytesOf(MessageAttribute attribute) =>
        Encoding.UTF8.GetByteCount(attribute.Name) + Encoding.UTF8.GetByteCount(attribute.DataType) + attribute.Value.Length;
}

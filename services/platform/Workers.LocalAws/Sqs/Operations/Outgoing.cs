using System.Text;
using System.Text.Json;
using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>A message to send, alone or as an entry of a batch.</summary>
internal sealed class Outgoing
{
    private const string TraceHeader = "AWSTraceHeader";

    private readonly MessageContent _content;
    private readonly TimeSpan? _delay;
    private readonly string? _deduplicationId;
    private readonly IReadOnlyList<MessageAttribute> _systemAttributes;

    private Outgoing(
        MessageContent content, TimeSpan? delay, string? deduplicationId, IReadOnlyList<MessageAttribute> systemAttributes) =>
        (_content, _delay, _deduplicationId, _systemAttributes) = (content, delay, deduplicationId, systemAttributes);

    /// <param name="input">The message.</param>
    /// <param name="isFifo">Whether it goes to a FIFO queue.</param>
    /// <param name="requestTraceHeader">The trace header of the request; that of the message takes precedence.</param>
    public static Outgoing Read(AwsInput input, bool isFifo, string? requestTraceHeader)
    {
        var text = input.RawText("MessageBody") ?? throw SqsError.MissingParameter("MessageBody");
        var body = MessageText.Read(text) ?? throw SqsError.InvalidMessageContents();
        if (body.Length == 0)
            throw SqsError.MissingParameter("MessageBody");
        var deduplicationId = MessageGroupId.Check(input.Text("MessageDeduplicationId"), "MessageDeduplicationId");
        if (deduplicationId is not null && !isFifo)
            throw SqsError.NotForThisQueueType("MessageDeduplicationId", deduplicationId);

        var attributes = MessageAttributeReader.Read(input, "MessageAttributes");
        var systemAttributes = ReadSystemAttributes(input);
        var traceHeader = systemAttributes.Count == 0 ? requestTraceHeader : Encoding.UTF8.GetString(systemAttributes[0].Value.Span);
        var delay = input.Ranged("DelaySeconds", 0, SqsLimits.MaximumDelaySeconds);
        // In a FIFO queue only the queue has a delay. As in AWS, 0 is accepted without effect.
        if (isFifo && delay > 0)
            throw SqsError.NotForThisQueueType("DelaySeconds", delay);
        return new Outgoing(
            new MessageContent(body, attributes, traceHeader) { GroupId = MessageGroupId.Check(input.Text("MessageGroupId"), "MessageGroupId") },
            delay is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            deduplicationId,
            systemAttributes);
    }

    /// <param name="queue">The queue.</param>
    /// <param name="tooLong">The error for a message that is longer than the maximum.</param>
    public SentMessage SendTo(MessageQueue queue, Func<int, AwsException> tooLong)
    {
        var maximum = queue.Settings.MaximumMessageBytes;
        return _content.Bytes <= maximum ? queue.Send(_content, _delay, _deduplicationId) : throw tooLong(maximum);
    }

    public void WriteResult(Utf8JsonWriter output, SentMessage sent)
    {
        output.WriteString("MessageId", sent.Id);
        if (sent.SequenceNumber is { } sequenceNumber)
            output.WriteString("SequenceNumber", sequenceNumber);
        output.WriteString("MD5OfMessageBody", _content.BodyMd5);
        if (MessageDigest.OfAttributes(_content.Attributes) is { } attributes)
            output.WriteString("MD5OfMessageAttributes", attributes);
        if (MessageDigest.OfAttributes(_systemAttributes) is { } systemAttributes)
            output.WriteString("MD5OfMessageSystemAttributes", systemAttributes);
    }

    private static IReadOnlyList<MessageAttribute> ReadSystemAttributes(AwsInput input)
    {
        var attributes = MessageAttributeReader.Read(input, "MessageSystemAttributes");
        foreach (var attribute in attributes)
        {
            if (attribute.Name != TraceHeader)
                throw SqsError.InvalidParameter($"Message system attribute name '{attribute.Name}' is not {TraceHeader}.");
            if (attribute.DataType != "String")
                throw SqsError.InvalidParameter($"The message system attribute '{TraceHeader}' must be of type String.");
        }

        return attributes;
    }
}

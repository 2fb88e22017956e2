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
    private readonly IReadOnlyList<MessageAttribute> _systemAttributes;

    private Outgoing(MessageContent content, TimeSpan? delay, IReadOnlyList<MessageAttribute> systemAttributes) =>
        (_content, _delay, _systemAttributes) = (content, delay, systemAttributes);

    /// <param name="input">The message.</param>
    /// <param name="requestTraceHeader">The trace header of the request; that of the message takes precedence.</param>
    public static Outgoing Read(AwsInput input, string? requestTraceHeader)
    {
        var text = input.RawText("MessageBody") ?? throw SqsError.MissingParameter("MessageBody");
        var body = MessageText.Read(text) ?? throw SqsError.InvalidMessageContents();
        if (body.Length == 0)
            throw SqsError.MissingParameter("MessageBody");
        if (input.TryGet("MessageDeduplicationId", out _))
        {
            throw SqsError.InvalidParameter(
                "MessageDeduplicationId",
                input.Text("MessageDeduplicationId")!,
                "The request include parameter that is not valid for this queue type.");
        }

        var attributes = MessageAttributeReader.Read(input, "MessageAttributes");
        var systemAttributes = ReadSystemAttributes(input);
        var traceHeader = systemAttributes.Count == 0 ? requestTraceHeader : Encoding.UTF8.GetString(systemAttributes[0].Value.Span);
        var delay = input.Ranged("DelaySeconds", 0, SqsLimits.MaximumDelaySeconds);
        return new Outgoing(
            new MessageContent(body, attributes, traceHeader) { GroupId = MessageGroupId.Check(input.Text("MessageGroupId"), "MessageGroupId") },
            delay is { } seconds ? TimeSpan.FromSeconds(seconds) : null,
            systemAttributes);
    }

    /// <param name="queue">The queue.</param>
    /// <param name="tooLong">The error for a message that is longer than the maximum.</param>
    public Guid SendTo(MessageQueue queue, Func<int, AwsException> tooLong)
    {
        var maximum = queue.Settings.MaximumMessageBytes;
        return _content.Bytes <= maximum ? queue.Send(_content, _delay) : throw tooLong(maximum);
    }

    public void WriteResult(Utf8JsonWriter output, Guid id)
    {
        output.WriteString("MessageId", id);
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

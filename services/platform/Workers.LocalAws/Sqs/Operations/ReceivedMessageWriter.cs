using System.Globalization;
using System.Text.Json;
using Workers.LocalAws.Sqs.Fifo;
using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Sqs.Operations;

/// <summary>Writes a message as ReceiveMessage returns it.</summary>
internal static class ReceivedMessageWriter
{
    public static void Write(Utf8JsonWriter output, ReceivedMessage received, AttributeSelection selection, string accountId)
    {
        var content = received.Message.Content;
        output.WriteStartObject();
        output.WriteString("MessageId", received.Message.Id);
        output.WriteString("ReceiptHandle", received.ReceiptHandle);
        output.WriteString("MD5OfBody", content.BodyMd5);
        output.WriteString("Body", content.Body);
        if (selection.AnySystem)
            WriteSystemAttributes(output, received, selection, accountId);
        if (selection.Of(content) is { Count: > 0 } attributes)
            WriteAttributes(output, attributes);
        output.WriteEndObject();
    }

    private static void WriteSystemAttributes(
        Utf8JsonWriter output, ReceivedMessage received, AttributeSelection selection, string accountId)
    {
        output.WriteStartObject("Attributes");
        WriteOne("SenderId", accountId);
        WriteOne("SentTimestamp", Text(received.Message.SentAt.ToUnixTimeMilliseconds()));
        WriteOne("ApproximateReceiveCount", Text(received.ReceiveCount));
        WriteOne("ApproximateFirstReceiveTimestamp", Text(received.FirstReceivedAt.ToUnixTimeMilliseconds()));
        WriteOne("AWSTraceHeader", received.Message.Content.TraceHeader);
        WriteOne("MessageGroupId", received.Message.Content.GroupId);
        if (received.Message is FifoMessage message)
        {
            WriteOne("MessageDeduplicationId", message.DeduplicationId);
            WriteOne("SequenceNumber", message.SequenceNumber);
        }

        WriteOne("DeadLetterQueueSourceArn", received.DeadLetterSourceArn);
        output.WriteEndObject();

        void WriteOne(string name, string? value)
        {
            if (value is not null && selection.HasSystem(name))
                output.WriteString(name, value);
        }
    }

    private static void WriteAttributes(Utf8JsonWriter output, IReadOnlyList<MessageAttribute> attributes)
    {
        output.WriteString("MD5OfMessageAttributes", MessageDigest.OfAttributes(attributes));
        output.WriteStartObject("MessageAttributes");
        foreach (var attribute in attributes)
        {
            output.WriteStartObject(attribute.Name);
            output.WriteString("DataType", attribute.DataType);
            if (attribute.IsBinary)
                output.WriteBase64String("BinaryValue", attribute.Value.Span);
            else
                output.WriteString("StringValue", attribute.Value.Span);
            output.WriteEndObject();
        }

        output.WriteEndObject();
    }

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}

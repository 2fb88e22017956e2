using System.Globalization;
using System.Text;
using Amazon.SQS.Model;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary>A received message of a dead-letter queue.</summary>
/// <param name="Letter">The message.</param>
/// <param name="ReceiptHandle">The handle to delete it, or to make it visible again.</param>
internal sealed record ReceivedMessage(DeadLetter Message, string ReceiptHandle)
{
    public static ReceivedMessage Of(Message message)
    {
        var system = message.Attributes ?? [];
        return new ReceivedMessage(
            new DeadLetter(message.MessageId, Encoding.UTF8.GetBytes(message.Body))
            {
                Attributes = [.. (message.MessageAttributes ?? []).Select(one => Attribute(one.Key, one.Value))],
                TraceHeader = system.GetValueOrDefault("AWSTraceHeader"),
                GroupId = system.GetValueOrDefault("MessageGroupId"),
                DeduplicationId = system.GetValueOrDefault("MessageDeduplicationId"),
                SourceArn = system.GetValueOrDefault("DeadLetterQueueSourceArn"),
                SentAt = DateTimeOffset.FromUnixTimeMilliseconds(Number(system, "SentTimestamp")),
                ReceiveCount = (int)Number(system, "ApproximateReceiveCount"),
            },
            message.ReceiptHandle);
    }

    private static DeadLetterAttribute Attribute(string name, MessageAttributeValue value) => new(
        name, value.DataType, value.BinaryValue is { } bytes ? bytes.ToArray() : Encoding.UTF8.GetBytes(value.StringValue ?? ""));

    private static long Number(Dictionary<string, string> attributes, string name) =>
        long.TryParse(attributes.GetValueOrDefault(name), CultureInfo.InvariantCulture, out var number) ? number : 0;
}

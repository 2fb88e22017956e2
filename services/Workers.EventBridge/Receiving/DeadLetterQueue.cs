using System.Diagnostics;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Receiving;

/// <summary>Moves a message to the queue's dead-letter queue, body untouched, with the reason as message attributes.</summary>
internal sealed class DeadLetterQueue(IAmazonSQS sqs, SourceQueue queue, EventBridgeHostSettings settings)
{
    /// <summary>A message has at most ten attributes (Amazon SQS Developer Guide, "Message attributes").</summary>
    private const int MaxAttributes = 10;

    private const int MaxTextLength = 1024;

    public async Task SendAsync(HeldMessage held, Exception exception, string? traceId)
    {
        var attributes = held.Message.MessageAttributes is { Count: > 0 } own ? new Dictionary<string, MessageAttributeValue>(own) : [];
        foreach (var (name, value) in Describe(held, exception, traceId))
        {
            if (attributes.Count < MaxAttributes && !string.IsNullOrEmpty(value))
                attributes.TryAdd(name, new MessageAttributeValue { DataType = "String", StringValue = Clean(value) });
        }

        await sqs.SendMessageAsync(new SendMessageRequest(queue.DeadLetterQueueUrl, held.Message.Body) { MessageAttributes = attributes }).ConfigureAwait(false);
    }

    private IEnumerable<(string Name, string? Value)> Describe(HeldMessage held, Exception exception, string? traceId) =>
    [
        ("DeadLetterReason", exception is PoisonEventException poison ? poison.Reason : "max-receive-count"),
        ("ExceptionType", exception.GetType().FullName),
        ("ExceptionMessage", exception.Message),
        ("ReceiveCount", $"{held.ReceiveCount}"),
        ("Worker", settings.Producer),
        ("WorkerVersion", settings.ProducerVersion),
        ("FirstFailureAt", (held.FirstReceivedAt ?? settings.TimeProvider.GetUtcNow()).ToString("O")),
        ("LastFailureAt", settings.TimeProvider.GetUtcNow().ToString("O")),
        ("TraceId", traceId ?? Activity.Current?.TraceId.ToHexString()),
    ];

    // SQS refuses control characters other than tab and line ends.
    private static string Clean(string text)
    {
        var cut = text.Length > MaxTextLength ? text[..MaxTextLength] : text;
        return string.Concat(cut.Where(character => character is '\t' or '\n' or '\r' || (character >= ' ' && character < '\uFFFE' && !char.IsSurrogate(character))));
    }
}

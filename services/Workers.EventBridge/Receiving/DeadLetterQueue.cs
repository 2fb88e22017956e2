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
    private const string FirstFailureAt = "FirstFailureAt";

    public async Task SendAsync(HeldMessage held, Exception exception, string? traceId)
    {
        var own = held.Message.MessageAttributes ?? [];
        var attributes = Describe(held, exception, traceId)
            .Select(attribute => (attribute.Name, Value: Clean(attribute.Value)))
            .Where(attribute => attribute.Value.Length > 0)
            .ToDictionary(
                attribute => attribute.Name, attribute => new MessageAttributeValue { DataType = "String", StringValue = attribute.Value });

        // A message that was redriven and failed again tells its latest failure, and when its first one was.
        if (own.TryGetValue(FirstFailureAt, out var first))
            attributes[FirstFailureAt] = first;
        foreach (
            var (name, value) in own.Where(
                attribute => !attributes.ContainsKey(attribute.Key)).Take(MaxAttributes - attributes.Count).ToList())
            attributes[name] = value;

        await sqs.SendMessageAsync(
            new SendMessageRequest(queue.DeadLetterQueueUrl, held.Message.Body) { MessageAttributes = attributes }).ConfigureAwait(false);
    }

    private IEnumerable<(string Name, string? Value)> Describe(HeldMessage held, Exception exception, string? traceId) =>
    [
        ("DeadLetterReason", exception is PoisonEventException poison ? poison.Reason : "max-receive-count"),
        ("ExceptionType", exception.GetType().FullName),
        ("ExceptionMessage", exception.Message),
        ("ReceiveCount", $"{held.ReceiveCount}"),
        ("Worker", settings.Producer),
        ("WorkerVersion", settings.ProducerVersion),
        (FirstFailureAt, (held.FirstReceivedAt ?? settings.TimeProvider.GetUtcNow()).ToString("O")),
        ("LastFailureAt", settings.TimeProvider.GetUtcNow().ToString("O")),
        ("TraceId", traceId ?? Activity.Current?.TraceId.ToHexString()),
    ];

    // SQS refuses empty values, and control characters other than tab and line ends.
    private static string Clean(string? text)
    {
        text ??= "";
        var cut = text.Length > MaxTextLength ? text[..MaxTextLength] : text;
        return string.Concat(
            cut.Where(
                character =>
                    character is '\t' or '\n' or '\r' || (character >= ' ' && character < '\uFFFE' && !char.IsSurrogate(character))));
    }
}

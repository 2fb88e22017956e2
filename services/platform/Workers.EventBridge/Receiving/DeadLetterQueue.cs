using System.Text;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Receiving;

/// <summary>Moves a message to the queue's dead-letter queue: the body unchanged, the reason as message attributes.</summary>
internal sealed class DeadLetterQueue(IAmazonSQS sqs, SourceQueue queue, EventBridgeHostSettings settings, TransportLog log)
{
    /// <summary>A message has at most ten attributes (Amazon SQS Developer Guide, "Message attributes").</summary>
    private const int MaxAttributes = 10;

    /// <summary>
    /// A message has at most 1 MiB, including names, types and values of its attributes (Amazon SQS Developer Guide, "Message quotas").
    /// </summary>
    private const int MaxSize = 1_048_576;

    /// <summary>Attribute with the reason.</summary>
    public const string Reason = "DeadLetterReason";

    /// <summary>Attribute with the time of dead-lettering.</summary>
    public const string LastFailureAt = "LastFailureAt";

    private const int MaxTextLength = 1024;
    private const string FirstReceivedAt = "FirstReceivedAt";

    /// <summary>Our attributes, least important first.</summary>
    private static readonly string[] Telling =
    [
        "ExceptionMessage", "WorkerVersion", FirstReceivedAt, LastFailureAt, "ReceiveCount", "TraceId", "Worker", "ExceptionType", Reason,
    ];

    public async Task SendAsync(Delivery delivery, Exception exception)
    {
        var message = delivery.InFlight;
        var own = message.Message.MessageAttributes ?? [];
        var attributes = Describe(delivery, exception)
            .Select(attribute => (attribute.Name, Value: Clean(attribute.Value)))
            .Where(attribute => attribute.Value.Length > 0)
            .ToDictionary(
                attribute => attribute.Name, attribute => new MessageAttributeValue { DataType = "String", StringValue = attribute.Value });

        // A message that was redriven and failed again keeps the time of its first failure, and gets that of its latest.
        if (own.TryGetValue(FirstReceivedAt, out var first))
            attributes[FirstReceivedAt] = first;
        foreach (
            var (name, value) in own.Where(
                attribute => !attributes.ContainsKey(attribute.Key) && attribute.Key != SqsHeaders.RedeliveryCount).Take(MaxAttributes - attributes.Count).ToList())
            attributes[name] = value;

        MakeRoom(attributes, MaxSize - Encoding.UTF8.GetByteCount(message.Message.Body));
        var request = new SendMessageRequest(queue.DeadLetterQueueUrl, message.Message.Body)
        {
            MessageAttributes = attributes,
            MessageGroupId = message.GroupId,

            // The dead-letter queue of a FIFO queue is a FIFO queue too.
            MessageDeduplicationId = queue.IsFifo ? message.Message.MessageId : null,
        };

        // Otherwise an event without a trace in its metadata would lose EventBridge's trace, or the one started here.
        if (TraceHeaderOf(delivery) is { } trace)
            request.MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = trace } };
        await sqs.SendMessageAsync(request).ConfigureAwait(false);
    }

    /// <summary>Whether a message was dead-lettered by a worker before.</summary>
    public static bool IsFrom(InFlightMessage message) => message.Message.MessageAttributes?.ContainsKey(Reason) == true;

    /// <summary>The reason, as one word.</summary>
    public static string ReasonOf(Exception exception) => exception is PoisonEventException poison ? poison.Reason : "max-failures";

    private IEnumerable<(string Name, string? Value)> Describe(Delivery delivery, Exception exception) =>
    [
        (Reason, ReasonOf(exception)),
        ("ExceptionType", exception.GetType().FullName),
        ("ExceptionMessage", exception.Describe()),
        ("ReceiveCount", $"{delivery.InFlight.ReceiveCount}"),
        ("Worker", settings.Producer),
        ("WorkerVersion", settings.ProducerVersion),
        (FirstReceivedAt, (delivery.InFlight.FirstReceivedAt ?? settings.TimeProvider.GetUtcNow()).ToString("O")),
        (LastFailureAt, settings.TimeProvider.GetUtcNow().ToString("O")),
        ("TraceId", delivery.Span?.TraceId.ToHexString() ?? delivery.Trace?.TraceId),
    ];

    /// <summary>Header of the trace of its deliveries: the event's trace, in the received header, or one started here.</summary>
    private static string? TraceHeaderOf(Delivery delivery)
    {
        if (delivery.Trace is not { } trace || (delivery.Span is { } span && span.TraceId != trace.Context.TraceId))
            return XRayTraceHeader.FromTraceparent(delivery.Span?.Id);
        var header = delivery.InFlight.TraceHeader;
        return XRayTraceHeader.Read(header) is not null ? header : XRayTraceHeader.FromTraceparent(trace.Traceparent);
    }

    /// <summary>
    /// Next to a very large body there is no room for all: the least important attributes are dropped. The body never changes.
    /// </summary>
    private void MakeRoom(Dictionary<string, MessageAttributeValue> attributes, int room)
    {
        string[] leastFirst = [.. attributes.Keys.Except(Telling, StringComparer.Ordinal), .. Telling];
        foreach (var name in leastFirst.TakeWhile(_ => attributes.Sum(Size) > room))
            attributes.Remove(name);
        if (attributes.Count == 0)
            log.Warning("A message of {Queue} is too large for its reason: it is dead-lettered without it", queue.Name);
    }

    private static int Size(KeyValuePair<string, MessageAttributeValue> attribute) =>
        Encoding.UTF8.GetByteCount(attribute.Key)
        + Encoding.UTF8.GetByteCount(attribute.Value.DataType)
        + Encoding.UTF8.GetByteCount(attribute.Value.StringValue ?? "")
        + (int)(attribute.Value.BinaryValue?.Length ?? 0);

    // SQS rejects empty values, and control characters other than tab and line ends.
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

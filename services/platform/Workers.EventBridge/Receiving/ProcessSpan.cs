using System.Buffers.Binary;
using System.Diagnostics;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Envelope;

namespace Workers.EventBridge.Receiving;

/// <summary>The span of a delivery. It continues the event's trace, or starts one that links to it.</summary>
internal static class ProcessSpan
{
    private static readonly KeyValuePair<string, object?>[] Begins = [new(EventBridgeActivitySource.BeginsTrace, true)];

    public static Activity? Start(InFlightMessage message, EventEnvelope? envelope, EventTrace? trace, EventBridgeHostSettings settings)
    {
        if (!EventBridgeActivitySource.Instance.HasListeners())
            return null;

        // A replay comes long after the original: its trace has ended. And a trace without a span has nothing to link to.
        var links = trace is not null && trace.Context.SpanId != default && (settings.LinkTraces || envelope?.ReplayName is not null);
        var goesOn = trace is not null && !links;
        var parent = goesOn ? trace!.Context : TraceOf(message);
        var span = EventBridgeActivitySource.Instance.StartActivity(
            $"process {message.Queue}",
            ActivityKind.Consumer,
            parent,
            !goesOn && parent.SpanId == default ? Begins : null,
            links: links && trace!.Context != parent ? [new ActivityLink(trace.Context)] : null);
        foreach (var (key, value) in BaggageHeader.Read(trace?.Baggage, settings.Baggage))
            span?.AddBaggage(key, value);
        if (span is { IsAllDataRequested: true })
            Describe(span, message, envelope, settings);
        return span;
    }

    /// <summary>
    /// A trace that starts with a message is the same at each delivery, in any process: its id is derived from the message id, which SQS
    /// keeps, after the time in seconds that X-Ray requires first. A redriven message is a new message to SQS, and carries the trace in its
    /// header.
    /// </summary>
    private static ActivityContext TraceOf(InFlightMessage message)
    {
        if (DeadLetterQueue.IsFrom(message) && XRayTraceHeader.Read(message.TraceHeader) is { } given)
            return given;
        if (message.SentAt is not { } sentAt || !Guid.TryParse(message.Message.MessageId, out var messageId))
            return default;

        Span<byte> id = stackalloc byte[16];
        messageId.TryWriteBytes(id, bigEndian: true, out _);
        BinaryPrimitives.WriteUInt32BigEndian(id, (uint)sentAt.ToUnixTimeSeconds());

        // Remote, because otherwise OpenTelemetry would create no span if it records none; recorded, because otherwise a parent-based
        // sampler that does not know this attribute would never record one.
        return new ActivityContext(ActivityTraceId.CreateFromBytes(id), default, ActivityTraceFlags.Recorded, isRemote: true);
    }

    private static void Describe(Activity span, InFlightMessage message, EventEnvelope? envelope, EventBridgeHostSettings settings)
    {
        span.AddTag(AttributeNames.System, AttributeNames.Sqs);
        span.AddTag(AttributeNames.OperationType, "process");
        span.AddTag(AttributeNames.OperationName, "process");
        span.AddTag(AttributeNames.Destination, message.Queue);
        span.AddTag(AttributeNames.MessageId, message.Message.MessageId);
        span.AddTag(AttributeNames.ReceiveCount, message.ReceiveCount);

        // At a later delivery, most of that time is earlier deliveries and their retry delays.
        if (message is { ReceiveCount: 1, SentAt: { } sent })
            span.AddTag(AttributeNames.QueueWait, Math.Round(Math.Max(0, (settings.TimeProvider.GetUtcNow() - sent).TotalSeconds), 6));
        if (envelope is not null)
            Describe(span, envelope);
        if (message.ReceiveCount > 1)
            span.AddEvent(
                new ActivityEvent(
                    "workers.redelivered", tags: new ActivityTagsCollection { [AttributeNames.ReceiveCount] = message.ReceiveCount }));

        // It was dead-lettered before, and has its reason as an attribute.
        if (DeadLetterQueue.IsFrom(message))
            span.AddEvent(new ActivityEvent("workers.redriven", tags: new ActivityTagsCollection
            {
                ["workers.dead_letter.reason"] = PersonalData.Mask(AttributeOf(message, DeadLetterQueue.Reason)),
                ["workers.dead_letter.failed_at"] = PersonalData.Mask(AttributeOf(message, DeadLetterQueue.LastFailureAt)),
            }));
    }

    private static string? AttributeOf(InFlightMessage message, string name) =>
        message.Message.MessageAttributes?.GetValueOrDefault(name)?.StringValue;

    private static void Describe(Activity span, EventEnvelope envelope)
    {
        span.AddTag(AttributeNames.EventId, PersonalData.Mask(envelope.EventId));
        span.AddTag(AttributeNames.Source, PersonalData.Mask(envelope.Source));
        span.AddTag(AttributeNames.DetailType, PersonalData.Mask(envelope.DetailType));
        if (envelope.ReplayName is { } replay)
            span.AddTag(AttributeNames.ReplayName, PersonalData.Mask(replay));
    }
}

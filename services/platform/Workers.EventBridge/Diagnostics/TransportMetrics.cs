using System.Diagnostics;
using System.Diagnostics.Metrics;
using Amazon.Runtime;
using Workers.EventBridge.Publishing;

namespace Workers.EventBridge.Diagnostics;

/// <summary>
/// Counters and histograms. Names with <c>messaging.</c> are OpenTelemetry's (Semantic conventions for messaging metrics).
/// </summary>
internal static class TransportMetrics
{
    /// <summary>Seconds: from a handler of one millisecond to an event that waited for an hour.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
    };

    private static readonly Histogram<double> ProcessDuration = EventBridgeMeter.Instance.CreateHistogram(
        "messaging.process.duration", "s", "Duration of a delivery's consumers, including retries", tags: null, Seconds);

    private static readonly Histogram<double> Latency = EventBridgeMeter.Instance.CreateHistogram(
        "workers.event.latency", "s", "From the occurrence of an event until its consumer is done", tags: null, Seconds);

    private static readonly Histogram<double> QueueTime = EventBridgeMeter.Instance.CreateHistogram(
        "workers.queue.time", "s", "Wait time of a message in its queue until its first delivery", tags: null, Seconds);

    private static readonly Histogram<double> PublishTime = EventBridgeMeter.Instance.CreateHistogram(
        "workers.publish.time", "s", "From the occurrence of an event until the bus or a queue accepted it", tags: null, Seconds);

    private static readonly Counter<long> Consumed = EventBridgeMeter.Instance.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Deliveries by outcome");

    private static readonly Counter<long> Retries = EventBridgeMeter.Instance.CreateCounter<long>(
        "workers.retries", "{retry}", "Attempts after the first within a delivery");

    private static readonly Counter<long> SentMessages = EventBridgeMeter.Instance.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Events sent to the bus or to a queue, including rejected ones");

    private static readonly Counter<long> PublishFailures = EventBridgeMeter.Instance.CreateCounter<long>(
        "workers.publish.failures", "{event}", "Events that the bus or a queue did not accept");

    private static readonly Counter<long> Calls = EventBridgeMeter.Instance.CreateCounter<long>(
        "workers.aws.calls", "{call}", "Calls to AWS, including the SDK's retries");

    /// <summary>Records the end of a delivery.</summary>
    public static void Delivered(DeliveryFacts facts)
    {
        var tags = new TagList
        {
            { AttributeNames.System, AttributeNames.Sqs },
            { AttributeNames.OperationName, "process" },
            { AttributeNames.Destination, facts.Queue },
            { AttributeNames.DetailType, facts.DetailType },
        };
        if (facts.QueueTime is { } waited)
            QueueTime.Record(waited.TotalSeconds, tags);
        if (facts.Latency is { } latency)
            Latency.Record(latency.TotalSeconds, tags);
        if (facts.ErrorType is { } error)
            tags.Add(AttributeNames.ErrorType, error);
        ProcessDuration.Record(facts.Duration.TotalSeconds, tags);
        tags.Add(AttributeNames.Outcome, facts.Outcome);
        if (facts.SkipReason is { } skipped)
            tags.Add(AttributeNames.SkipReason, skipped);
        Consumed.Add(1, tags);
    }

    /// <summary>Records a retry of the consumers.</summary>
    public static void Retried(string queue, string detailType) =>
        Retries.Add(1, new TagList { { AttributeNames.Destination, queue }, { AttributeNames.DetailType, detailType } });

    /// <summary>Records the result of publishing an event.</summary>
    public static void Published(string bus, OutgoingEvent @event, TimeSpan sinceItOccurred, Exception? failure) =>
        Sent(AttributeNames.EventBridge, bus, @event.DetailType, sinceItOccurred, failure);

    /// <summary>Records the result of sending a message to a queue.</summary>
    public static void Sent(string queue, string detailType, TimeSpan duration, Exception? failure) =>
        Sent(AttributeNames.Sqs, queue, detailType, duration, failure);

    private static void Sent(string system, string destination, string detailType, TimeSpan duration, Exception? failure)
    {
        var tags = new TagList
        {
            { AttributeNames.System, system },
            { AttributeNames.OperationName, "send" },
            { AttributeNames.Destination, destination },
            { AttributeNames.DetailType, detailType },
        };
        if (failure is null)
        {
            PublishTime.Record(duration.TotalSeconds, tags);
        }
        else
        {
            tags.Add(AttributeNames.ErrorType, (failure as EventPublishException)?.Code ?? failure.GetType().Name);
            PublishFailures.Add(1, tags);
        }

        SentMessages.Add(1, tags);
    }

    /// <summary>Records a call to AWS.</summary>
    public static void Call(string service, string operation, Exception? failure)
    {
        var tags = new TagList { { AttributeNames.RpcService, service }, { AttributeNames.RpcMethod, operation } };
        if (failure is not null)
            tags.Add(AttributeNames.ErrorType, (failure as AmazonServiceException)?.ErrorCode ?? failure.GetType().Name);
        Calls.Add(1, tags);
    }
}

/// <summary>Values for the metrics of a delivery.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="DetailType">The event's type, if the endpoint consumes it; other types cannot create time series.</param>
/// <param name="Outcome">The outcome.</param>
/// <param name="ErrorType">Type of the exception, if it failed.</param>
/// <param name="SkipReason">Why it was skipped.</param>
/// <param name="Duration">Duration of its consumers.</param>
/// <param name="QueueTime">Wait time in the queue, for a first delivery.</param>
/// <param name="Latency">Time since the event occurred, if it was consumed.</param>
internal readonly record struct DeliveryFacts(
    string Queue, string DetailType, string Outcome, string? ErrorType, string? SkipReason, TimeSpan Duration, TimeSpan? QueueTime, TimeSpan? Latency);

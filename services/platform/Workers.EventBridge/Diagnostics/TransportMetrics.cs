using System.Diagnostics;
using System.Diagnostics.Metrics;
using Amazon.Runtime;
using Workers.EventBridge.Publishing;

namespace Workers.EventBridge.Diagnostics;

/// <summary>What is counted and timed. Those of <c>messaging.</c> are OpenTelemetry's (Semantic conventions for messaging metrics).</summary>
internal static class TransportMetrics
{
    /// <summary>Seconds: from a handler that takes a millisecond to an event that waited for an hour.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3600],
    };

    private static readonly Histogram<double> ProcessDuration = EventBridgeMeter.Instance.CreateHistogram(
        "messaging.process.duration", "s", "How long the consumers of a delivery took, retries included", tags: null, Seconds);

    private static readonly Histogram<double> Latency = EventBridgeMeter.Instance.CreateHistogram(
        "workers.event.latency", "s", "From when an event occurred until its consumer had done it", tags: null, Seconds);

    private static readonly Histogram<double> QueueTime = EventBridgeMeter.Instance.CreateHistogram(
        "workers.queue.time", "s", "How long a message waited in its queue for its first delivery", tags: null, Seconds);

    private static readonly Histogram<double> PublishTime = EventBridgeMeter.Instance.CreateHistogram(
        "workers.publish.time", "s", "From when an event occurred until the bus had taken it", tags: null, Seconds);

    private static readonly Counter<long> Consumed = EventBridgeMeter.Instance.CreateCounter<long>(
        "messaging.client.consumed.messages", "{message}", "Deliveries, by what became of them");

    private static readonly Counter<long> Retries = EventBridgeMeter.Instance.CreateCounter<long>(
        "workers.retries", "{retry}", "Tries after the first within a delivery");

    private static readonly Counter<long> Sent = EventBridgeMeter.Instance.CreateCounter<long>(
        "messaging.client.sent.messages", "{message}", "Events that were to go to the bus, those that it refused included");

    private static readonly Counter<long> PublishFailures = EventBridgeMeter.Instance.CreateCounter<long>(
        "workers.publish.failures", "{event}", "Events that the bus did not take");

    private static readonly Counter<long> Calls = EventBridgeMeter.Instance.CreateCounter<long>(
        "workers.aws.calls", "{call}", "Calls of AWS, the SDK's retries included");

    /// <summary>A delivery is over.</summary>
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

    /// <summary>Consumers are tried again.</summary>
    public static void Retried(string queue, string detailType) =>
        Retries.Add(1, new TagList { { AttributeNames.Destination, queue }, { AttributeNames.DetailType, detailType } });

    /// <summary>The bus has taken an event, or has not.</summary>
    public static void Published(string bus, OutgoingEvent @event, TimeSpan sinceItOccurred, Exception? failure)
    {
        var tags = new TagList
        {
            { AttributeNames.System, AttributeNames.EventBridge },
            { AttributeNames.OperationName, "send" },
            { AttributeNames.Destination, bus },
            { AttributeNames.DetailType, @event.DetailType },
        };
        if (failure is null)
        {
            PublishTime.Record(sinceItOccurred.TotalSeconds, tags);
        }
        else
        {
            tags.Add(AttributeNames.ErrorType, (failure as EventPublishException)?.Code ?? failure.GetType().Name);
            PublishFailures.Add(1, tags);
        }

        Sent.Add(1, tags);
    }

    /// <summary>A call of AWS went out.</summary>
    public static void Call(string service, string operation, Exception? failure)
    {
        var tags = new TagList { { AttributeNames.RpcService, service }, { AttributeNames.RpcMethod, operation } };
        if (failure is not null)
            tags.Add(AttributeNames.ErrorType, (failure as AmazonServiceException)?.ErrorCode ?? failure.GetType().Name);
        Calls.Add(1, tags);
    }
}

/// <summary>What the metrics of a delivery are made of.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="DetailType">The event's, if the endpoint consumes it; what arrives cannot make up further time series.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="ErrorType">Type of the exception that it failed with.</param>
/// <param name="SkipReason">Why it was skipped.</param>
/// <param name="Duration">Of its consumers.</param>
/// <param name="QueueTime">For a first delivery, how long it waited in the queue.</param>
/// <param name="Latency">For an event that was done, since it occurred.</param>
internal readonly record struct DeliveryFacts(
    string Queue, string DetailType, string Outcome, string? ErrorType, string? SkipReason, TimeSpan Duration, TimeSpan? QueueTime, TimeSpan? Latency);

using Store.Deploy.Environments;
using Workers.Deploy;

namespace Store.Deploy.Metrics;

/// <summary>
/// The workers' own metrics that go to CloudWatch. Each series is charged, so deploy/observability/collector/to-cloudwatch.yaml exports these
/// and no others: one series per service, and for <see cref="Consumed"/> one per service and outcome.
/// </summary>
internal static class WorkerMetrics
{
    /// <summary>Age of the oldest event in the outbox in seconds. Every task reports it each minute, also while the outbox is empty.</summary>
    public const string OutboxOldest = "workers.outbox.oldest";

    /// <summary>Events in the outbox.</summary>
    public const string OutboxUnsent = "workers.outbox.unsent";

    /// <summary>Events in the outbox that EventBridge refused permanently.</summary>
    public const string OutboxRefused = "workers.outbox.refused";

    /// <summary>Events that the bus did not accept after all attempts.</summary>
    public const string PublishFailures = "workers.publish.failures";

    /// <summary>1 while a worker's circuit is open.</summary>
    public const string OpenCircuit = "workers.circuit.open";

    /// <summary>Seconds from the occurrence of an event until its consumer is done.</summary>
    public const string Latency = "workers.event.latency";

    /// <summary>Deliveries by <see cref="Outcome"/>.</summary>
    public const string Consumed = "messaging.client.consumed.messages";

    /// <summary>The dimension of all of them.</summary>
    public const string Service = "service.name";

    /// <summary>The second dimension of <see cref="Consumed"/>.</summary>
    public const string Outcome = "workers.outcome";

    /// <summary>A metric of the workers' own, as deploy/observability/collector/to-cloudwatch.yaml exports it.</summary>
    public static CloudWatchMetric Of(string name, ResourceNames names, ServiceFolder service) =>
        new(names.MetricNamespace, name, (Service, service.TelemetryName));
}

using Store.Deploy.Environments;
using Store.Deploy.Metrics;
using Workers.Deploy;

namespace Store.Deploy.Dashboards;

/// <summary>The panels of one service.</summary>
internal sealed class ServicePanels(ResourceNames names, ServiceFolder service)
{
    /// <summary>Results of a delivery (services/platform/Workers.EventBridge/README.md, "Metrics").</summary>
    private static readonly string[] Outcomes = ["consumed", "duplicate", "skipped", "returned", "deferred", "dead_lettered", "lost"];

    private string Queue => names.Prefix + service.Subscription!.Queue;

    /// <summary>Queues and tasks, as AWS measures them.</summary>
    public IEnumerable<Panel> OfQueues() =>
    [
        new Panel("Messages", "messages", [Waiting("waiting"), Line("ApproximateNumberOfMessagesNotVisible", Queue, "in flight")]) { IsStacked = true },
        new Panel("Age of the oldest message", "s", [Age("age")]),
        new Panel("Dead letters", "messages", [.. DeadLetters("")]),
    ];

    public Panel Tasks() => new("Tasks", "tasks", [Running("running"), Tasks("DesiredTaskCount", "desired")]);

    /// <summary>Latency and outcomes, as the worker measures them.</summary>
    public IEnumerable<Panel> OfDeliveries() =>
    [
        new Panel("Latency of events", "s", [Own(WorkerMetrics.Latency, "p50", "p50"), Latency("p99")]),
        new Panel("Deliveries by outcome", "messages", [.. Outcomes.Select(Outcome)]) { IsStacked = true },
    ];

    /// <summary>The outbox, as the service measures it.</summary>
    public IEnumerable<Panel> OfOutbox() =>
    [
        new Panel(
            "Outbox",
            "events",
            [
                Own(WorkerMetrics.OutboxUnsent, "Maximum", "waiting"),
                Own(WorkerMetrics.OutboxRefused, "Maximum", "refused"),
                Own(WorkerMetrics.PublishFailures, "Sum", "publish failures"),
            ]),
        new Panel("Age of the oldest event in the outbox", "s", [Outbox("age")]),
    ];

    public Line Waiting(string label) => Line("ApproximateNumberOfMessagesVisible", Queue, label);

    public Line Age(string label) => Line("ApproximateAgeOfOldestMessage", Queue, label);

    public IEnumerable<Line> DeadLetters(string label) =>
        from queue in new[] { service.Subscription!.DeadLetterQueue, service.Subscription.RuleDeadLetterQueue }
        select Line("ApproximateNumberOfMessagesVisible", names.Prefix + queue, label.Length == 0 ? queue : label + queue[service.Subscription.Queue.Length..]);

    public Line Running(string label) => Tasks("RunningTaskCount", label);

    public Line Latency(string label) => Own(WorkerMetrics.Latency, "p99", label);

    public Line Circuit(string label) => Own(WorkerMetrics.OpenCircuit, "Maximum", label);

    public Line Outbox(string label) => Own(WorkerMetrics.OutboxOldest, "Maximum", label);

    private static Line Line(string metric, string queue, string label) => new(CloudWatchMetric.OfQueue(metric, queue), "Maximum", label);

    private Line Tasks(string metric, string label) =>
        new(CloudWatchMetric.OfTasks(metric, names.Cluster, names.Prefix + service.Name), "Average", label);

    private Line Own(string metric, string statistic, string label) => new(WorkerMetrics.Of(metric, names, service), statistic, label);

    private Line Outcome(string outcome)
    {
        var metric = WorkerMetrics.Of(WorkerMetrics.Consumed, names, service);
        return new Line(metric with { Dimensions = [.. metric.Dimensions, (WorkerMetrics.Outcome, outcome)] }, "Sum", outcome);
    }
}

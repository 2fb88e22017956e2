using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Store.Deploy.Environments;

namespace Store.Deploy.Metrics;

/// <summary>A metric in CloudWatch, for alarms and for the dashboard.</summary>
/// <param name="Namespace">Its namespace, e.g. <c>AWS/SQS</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Its dimensions. A metric with other dimensions is another metric.</param>
internal sealed record CloudWatchMetric(string Namespace, string Name, params IReadOnlyList<(string Name, string Value)> Dimensions)
{
    /// <summary>A metric of a queue.</summary>
    public static CloudWatchMetric OfQueue(string name, string queue) => new("AWS/SQS", name, ("QueueName", queue));

    /// <summary>
    /// A metric of a rule. For a bus other than the default one, it also has the dimension EventBusName (Amazon EventBridge User Guide,
    /// "Dimensions for EventBridge metrics").
    /// </summary>
    public static CloudWatchMetric OfRule(string name, ResourceNames names, string rule) =>
        new("AWS/Events", name, ("EventBusName", names.Bus), ("RuleName", rule));

    /// <summary>A metric of a service, by Container Insights.</summary>
    public static CloudWatchMetric OfTasks(string name, ResourceNames names, string service) =>
        new("ECS/ContainerInsights", name, ("ClusterName", names.Cluster), ("ServiceName", service));

    /// <summary>A metric of the workers' own (<see cref="WorkerMetrics"/>), as deploy/observability/collector/to-cloudwatch.yaml exports it.</summary>
    public static CloudWatchMetric OfWorker(string name, ResourceNames names, ServiceFolder service) =>
        new(names.MetricNamespace, name, (WorkerMetrics.Service, service.TelemetryName));

    /// <summary>The metric for an alarm.</summary>
    public Metric Measure(string statistic, int minutes) => new(new MetricProps
    {
        Namespace = Namespace,
        MetricName = Name,
        DimensionsMap = Dimensions.ToDictionary(dimension => dimension.Name, dimension => dimension.Value, StringComparer.Ordinal),
        Statistic = statistic,
        Period = Duration.Minutes(minutes),
    });
}

using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;

namespace Workers.Deploy;

/// <summary>A metric in CloudWatch, for alarms and for the dashboard.</summary>
/// <param name="Namespace">Its namespace, e.g. <c>AWS/SQS</c>.</param>
/// <param name="Name">Its name.</param>
/// <param name="Dimensions">Its dimensions. A metric with other dimensions is another metric.</param>
public sealed record CloudWatchMetric(string Namespace, string Name, params IReadOnlyList<(string Name, string Value)> Dimensions)
{
    /// <summary>A metric of a queue.</summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="queue">Name of the queue.</param>
    public static CloudWatchMetric OfQueue(string name, string queue) => new("AWS/SQS", name, ("QueueName", queue));

    /// <summary>
    /// A metric of a rule. For a bus other than the default one, it also has the dimension EventBusName (Amazon EventBridge User Guide,
    /// "Dimensions for EventBridge metrics").
    /// </summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="eventBus">Name of the bus.</param>
    /// <param name="rule">Name of the rule.</param>
    public static CloudWatchMetric OfRule(string name, string eventBus, string rule) =>
        new("AWS/Events", name, ("EventBusName", eventBus), ("RuleName", rule));

    /// <summary>A metric of a service, by Container Insights.</summary>
    /// <param name="name">Name of the metric.</param>
    /// <param name="cluster">Name of the cluster.</param>
    /// <param name="service">Name of the service.</param>
    public static CloudWatchMetric OfTasks(string name, string cluster, string service) =>
        new("ECS/ContainerInsights", name, ("ClusterName", cluster), ("ServiceName", service));

    /// <summary>The metric for an alarm.</summary>
    /// <param name="statistic">Its statistic, e.g. <c>Maximum</c>.</param>
    /// <param name="minutes">Its period in minutes.</param>
    public Metric Measure(string statistic, int minutes) => new(new MetricProps
    {
        Namespace = Namespace,
        MetricName = Name,
        DimensionsMap = Dimensions.ToDictionary(dimension => dimension.Name, dimension => dimension.Value, StringComparer.Ordinal),
        Statistic = statistic,
        Period = Duration.Minutes(minutes),
    });
}

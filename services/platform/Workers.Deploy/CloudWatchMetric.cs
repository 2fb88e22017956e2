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
    public static CloudWatchMetric OfQueue(string name, string queue) => new("AWS/SQS", name, ("QueueName", queue));

    /// <summary>
    /// A metric of a rule. For a bus other than the default one, it also has the dimension EventBusName (Amazon EventBridge User Guide,
    /// "Dimensions for EventBridge metrics").
    /// </summary>
    public static CloudWatchMetric OfRule(string name, string eventBus, string rule) =>
        new("AWS/Events", name, ("EventBusName", eventBus), ("RuleName", rule));

    /// <summary>A metric of a service, by Container Insights.</summary>
    public static CloudWatchMetric OfTasks(string name, string cluster, string service) =>
        new("ECS/ContainerInsights", name, ("ClusterName", cluster), ("ServiceName", service));

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

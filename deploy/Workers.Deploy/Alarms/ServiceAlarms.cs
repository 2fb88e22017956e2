using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Amazon.CDK.AWS.ECS;
using Constructs;
using Workers.Deploy.Environments;

namespace Workers.Deploy.Alarms;

/// <summary>The alarms of a service.</summary>
internal sealed class ServiceAlarms : Construct
{
    /// <summary>Desired tasks that are not running. Without a reported value, none is running.</summary>
    public const string MissingTasks = "desired - FILL(running, 0)";

    /// <summary>A deployment, or the replacement of a Spot task, takes less time.</summary>
    private const int Minutes = 15;

    public ServiceAlarms(Construct scope, ResourceNames names, ServiceFolder service, FargateService running, bool publishes)
        : base(scope, "Alarms")
    {
        var name = names.Prefix + service.Name;
        var topic = new AlarmTopic(this, names);
        topic.Add(this, "Running", new AlarmProps
        {
            AlarmName = $"{name}-running",
            AlarmDescription = $"Fewer tasks of {name} than desired have been running for {Minutes} minutes.",
            Metric = new MathExpression(new MathExpressionProps
            {
                Expression = MissingTasks,
                Label = "Missing tasks",
                Period = Duration.Minutes(1),
                UsingMetrics = new Dictionary<string, IMetric>
                {
                    ["desired"] = Tasks("DesiredTaskCount", names, running),
                    ["running"] = Tasks("RunningTaskCount", names, running),
                },
            }),
            ComparisonOperator = ComparisonOperator.GREATER_THAN_THRESHOLD,
            Threshold = 0,
            EvaluationPeriods = Minutes,
            TreatMissingData = TreatMissingData.MISSING,
        });
        if (publishes)
            AddPublishFailures(topic, names, service, name);
    }

    private void AddPublishFailures(AlarmTopic topic, ResourceNames names, ServiceFolder service, string name) =>
        topic.Add(this, "PublishFailures", new AlarmProps
        {
            AlarmName = $"{name}-publish-failures",
            AlarmDescription = $"Publishing events of {name} failed after all retries. The events wait in its outbox.",

            // Exported by deploy/observability/collector/to-cloudwatch.yaml.
            Metric = new Metric(new MetricProps
            {
                Namespace = names.MetricNamespace,
                MetricName = "workers.publish.failures",
                DimensionsMap = new Dictionary<string, string> { ["service.name"] = service.TelemetryName },
                Statistic = "Sum",
                Period = Duration.Minutes(5),
            }),
            ComparisonOperator = ComparisonOperator.GREATER_THAN_THRESHOLD,
            Threshold = 0,
            EvaluationPeriods = 1,
            TreatMissingData = TreatMissingData.NOT_BREACHING,
        });

    private static Metric Tasks(string metric, ResourceNames names, FargateService running) => new(new MetricProps
    {
        Namespace = "ECS/ContainerInsights",
        MetricName = metric,
        DimensionsMap = new Dictionary<string, string> { ["ClusterName"] = names.Cluster, ["ServiceName"] = running.ServiceName },
        Statistic = "Average",
        Period = Duration.Minutes(1),
    });
}

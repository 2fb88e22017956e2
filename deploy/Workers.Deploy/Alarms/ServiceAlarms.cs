using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Workers.Deploy.Environments;
using Workers.Deploy.Metrics;

namespace Workers.Deploy.Alarms;

/// <summary>The alarms of a service.</summary>
internal sealed class ServiceAlarms : Construct
{
    /// <summary>Desired tasks that are not running. Without a reported value, none is running.</summary>
    public const string MissingTasks = "desired - FILL(running, 0)";

    /// <summary>A deployment, or the replacement of a Spot task, takes less time.</summary>
    private const int Minutes = 15;

    public ServiceAlarms(Construct scope, Deployment deployment, ServiceFolder service, bool publishes)
        : base(scope, "Alarms")
    {
        var names = deployment.Names;
        var name = names.Prefix + service.Name;
        var topics = new AlarmTopics(this, names, deployment.Settings.Alarms);
        topics.Add(this, "Running", AlarmKind.MissingTasks, new AlarmProps
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
                    ["desired"] = CloudWatchMetric.OfTasks("DesiredTaskCount", names, name).Measure("Average", 1),
                    ["running"] = CloudWatchMetric.OfTasks("RunningTaskCount", names, name).Measure("Average", 1),
                },
            }),
            Threshold = 0,
            EvaluationPeriods = Minutes,
            TreatMissingData = TreatMissingData.MISSING,
        });
        _ = new TelemetryAlarms(this, names, service, publishes, topics);
    }
}

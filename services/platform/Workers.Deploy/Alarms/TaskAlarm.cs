using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;

namespace Workers.Deploy.Alarms;

/// <summary>The alarm on the missing tasks of a service.</summary>
internal static class TaskAlarm
{
    /// <summary>Desired tasks that are not running. Without a reported value, none is running.</summary>
    private const string MissingTasks = "desired - FILL(running, 0)";

    /// <summary>A deployment, or the replacement of a Spot task, takes less time.</summary>
    private const int Minutes = 15;

    public static AlarmProps Props(string cluster, string service) => new()
    {
        AlarmName = $"{service}-running",
        AlarmDescription = $"Fewer tasks of {service} than desired have been running for {Minutes} minutes.",
        Metric = new MathExpression(new MathExpressionProps
        {
            Expression = MissingTasks,
            Label = "Missing tasks",
            Period = Duration.Minutes(1),
            UsingMetrics = new Dictionary<string, IMetric>
            {
                ["desired"] = CloudWatchMetric.OfTasks("DesiredTaskCount", cluster, service).Measure("Average", 1),
                ["running"] = CloudWatchMetric.OfTasks("RunningTaskCount", cluster, service).Measure("Average", 1),
            },
        }),
        Threshold = 0,
        EvaluationPeriods = Minutes,
        TreatMissingData = TreatMissingData.MISSING,
    };
}

using Amazon.CDK;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Store.Deploy.Environments;
using Store.Deploy.Metrics;

namespace Store.Deploy.Alarms;

/// <summary>The alarm on the missing tasks of a service.</summary>
internal static class TaskAlarm
{
    /// <summary>Desired tasks that are not running. Without a reported value, none is running.</summary>
    public const string MissingTasks = "desired - FILL(running, 0)";

    /// <summary>A deployment, or the replacement of a Spot task, takes less time.</summary>
    private const int Minutes = 15;

    public static void Add(Construct scope, ResourceNames names, string service, AlarmTopics topics)
    {
        var name = names.Prefix + service;
        topics.Add(scope, "Running", AlarmKind.MissingTasks, new AlarmProps
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
    }
}

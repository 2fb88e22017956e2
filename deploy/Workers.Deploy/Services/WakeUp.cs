using Amazon.CDK;
using Amazon.CDK.AWS.ApplicationAutoScaling;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Workers.Deploy.Environments;

namespace Workers.Deploy.Services;

/// <summary>
/// Starts the first task of a worker that may have none. Target tracking cannot be relied on for that: while no task runs, their count
/// may not be reported at all. The queue stands for the outbox too, which nobody reports then: a task that stops with unsent events leaves
/// a wake-up message in it.
/// </summary>
internal static class WakeUp
{
    /// <summary>1 while messages wait, or one that stands for unsent events, and no task runs. What reports nothing does not run.</summary>
    public const string Expression = "IF(visible > 0 AND FILL(running, 0) < 1, 1, 0)";

    public static void Add(Construct scope, ResourceNames names, ServiceFolder worker, CfnScalableTarget tasks)
    {
        var queue = names.Prefix + worker.Subscription!.Queue;
        var service = names.Prefix + worker.Name;
        var start = new CfnScalingPolicy(scope, "WakeUp", new CfnScalingPolicyProps
        {
            PolicyName = $"{service}-wake-up",
            PolicyType = "StepScaling",
            ScalingTargetId = tasks.Ref,
            StepScalingPolicyConfiguration = new CfnScalingPolicy.StepScalingPolicyConfigurationProperty
            {
                AdjustmentType = "ChangeInCapacity",
                Cooldown = 180,
                StepAdjustments = new[]
                {
                    new CfnScalingPolicy.StepAdjustmentProperty { MetricIntervalLowerBound = 0, ScalingAdjustment = 1 },
                },
            },
        });
        var asleep = new Alarm(scope, "Asleep", new AlarmProps
        {
            AlarmName = $"{service}-asleep",
            AlarmDescription = $"Messages wait in {queue}, events or the wake-up message of a task that stopped with unsent events, and no task runs: it starts one.",
            Metric = new MathExpression(new MathExpressionProps
            {
                Expression = Expression,
                Period = Duration.Minutes(1),
                UsingMetrics = new Dictionary<string, IMetric>
                {
                    ["visible"] = Measure("AWS/SQS", "ApproximateNumberOfMessagesVisible", new() { ["QueueName"] = queue }),
                    ["running"] = Measure(
                        "ECS/ContainerInsights", "RunningTaskCount", new() { ["ClusterName"] = names.Cluster, ["ServiceName"] = service }),
                },
            }),
            ComparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            Threshold = 1,

            // Twice in a row, because the count of tasks may be late by a minute.
            EvaluationPeriods = 2,
            TreatMissingData = TreatMissingData.NOT_BREACHING,
        });
        ((CfnAlarm)asleep.Node.DefaultChild!).AlarmActions = [start.Ref];
    }

    private static Metric Measure(string space, string metric, Dictionary<string, string> dimensions) => new(new MetricProps
    {
        Namespace = space,
        MetricName = metric,
        DimensionsMap = dimensions,
        Statistic = "Average",
    });
}

using Amazon.CDK;
using Amazon.CDK.AWS.ApplicationAutoScaling;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;
using Workers.Deploy.Environments;

namespace Workers.Deploy.Services;

/// <summary>
/// Starts the first task of a worker with <c>minTasks</c> 0. Target tracking is not reliable here: while no task runs, the task count may
/// not be reported. The outbox is not reported either, so a task that stops with unpublished events leaves a wake-up message in the queue.
/// </summary>
internal static class WakeUp
{
    /// <summary>1 while messages wait, including a wake-up message, and no task runs. Without a reported task count, no task runs.</summary>
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
            AlarmDescription = $"Starts a task of {service}: messages wait in {queue} and no task runs. They are events, or the wake-up message of a task that stopped with unpublished events.",
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

            // Two periods, because the task count may be a minute late.
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

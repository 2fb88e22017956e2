using Amazon.CDK;
using Amazon.CDK.AWS.ApplicationAutoScaling;
using Amazon.CDK.AWS.CloudWatch;
using Constructs;

namespace Workers.Deploy.Scaling;

/// <summary>
/// Starts the first task of a worker with <c>minTasks</c> 0. Target tracking cannot: it multiplies the desired tasks. The outbox is not
/// reported while no task runs, so a task that stops with unpublished events leaves a wake-up message in the queue. The adjustment is one
/// more task, not a capacity of 1, which would also stop tasks.
/// </summary>
internal static class WakeUp
{
    /// <summary>
    /// 1 while messages wait, including a wake-up message, and no task is desired. Container Insights may not report a service without
    /// tasks: a missing count reads as 0. Desired tasks, because a task that does not start must not be joined by others.
    /// </summary>
    public const string Expression = "IF(visible > 0 AND FILL(desired, 0) < 1, 1, 0)";

    /// <summary>
    /// Minutes, one more than Container Insights may be later than SQS: in a shorter time all data points of a service with tasks could read
    /// as 0. SQS itself reports a queue that was inactive for six hours up to 15 minutes late (Amazon SQS Developer Guide, "Monitoring Amazon SQS
    /// queues using CloudWatch").
    /// </summary>
    private const int Minutes = 5;

    public static void Add(Construct scope, WorkerDefinition worker, string cluster, CfnScalableTarget tasks)
    {
        var (queue, service) = (worker.QueueName, worker.ServiceName);
        var start = new CfnScalingPolicy(scope, "WakeUp", new CfnScalingPolicyProps
        {
            PolicyName = $"{service}-wake-up",
            PolicyType = "StepScaling",
            ScalingTargetId = tasks.Ref,
            StepScalingPolicyConfiguration = new CfnScalingPolicy.StepScalingPolicyConfigurationProperty
            {
                AdjustmentType = "ChangeInCapacity",

                // Until the new count has been reported.
                Cooldown = Minutes * 60,
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
                    ["desired"] = Measure(
                        "ECS/ContainerInsights", "DesiredTaskCount", new() { ["ClusterName"] = cluster, ["ServiceName"] = service }),
                },
            }),
            ComparisonOperator = ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
            Threshold = 1,
            EvaluationPeriods = Minutes,
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

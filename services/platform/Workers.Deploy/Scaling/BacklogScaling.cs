using Amazon.CDK.AWS.ApplicationAutoScaling;
using Constructs;
using Policy = Amazon.CDK.AWS.ApplicationAutoScaling.CfnScalingPolicy;

namespace Workers.Deploy.Scaling;

/// <summary>
/// Target tracking that keeps the backlog per desired task at <c>messagesPerTask</c>. Tasks that handle a long message turn on scale-in
/// protection.
/// </summary>
internal static class BacklogScaling
{
    /// <summary>
    /// Waiting messages per desired task. Target tracking multiplies the desired tasks by this value and divides by the target: with
    /// running tasks it would multiply again while the tasks that it has added are starting. No task counts as one, to avoid a division by
    /// zero. Container Insights reports a little later than SQS, so the last task count is used until the next; if SQS reports no value, the
    /// result has no value either and nothing is scaled.
    /// </summary>
    public const string Expression = "visible / IF(FILL(desired, REPEAT) > 1, FILL(desired, REPEAT), 1)";

    public static void Add(Construct scope, WorkerDefinition worker, string cluster, CfnScalableTarget tasks)
    {
        var service = worker.ServiceName;
        _ = new Policy(scope, "Backlog", new CfnScalingPolicyProps
        {
            PolicyName = $"{service}-backlog",
            PolicyType = "TargetTrackingScaling",
            ScalingTargetId = tasks.Ref,
            TargetTrackingScalingPolicyConfiguration = new Policy.TargetTrackingScalingPolicyConfigurationProperty
            {
                TargetValue = worker.Subscription.Scaling.MessagesPerTask,
                ScaleOutCooldown = ScalableTasks.ScaleOutCooldown,
                ScaleInCooldown = ScalableTasks.ScaleInCooldown,
                CustomizedMetricSpecification = new Policy.CustomizedMetricSpecificationProperty
                {
                    Metrics = new[]
                    {
                        Measure("visible", "AWS/SQS", "ApproximateNumberOfMessagesVisible", [("QueueName", worker.QueueName)]),
                        Measure(
                            "desired",
                            "ECS/ContainerInsights",
                            "DesiredTaskCount",
                            [("ClusterName", cluster), ("ServiceName", service)]),
                        new Policy.TargetTrackingMetricDataQueryProperty
                        {
                            Id = "backlog",
                            Label = "Backlog per task",
                            Expression = Expression,
                            ReturnData = true,
                        },
                    },
                },
            },
        });
    }

    private static Policy.TargetTrackingMetricDataQueryProperty Measure(
        string id, string space, string metric, IEnumerable<(string Name, string Value)> dimensions)
    {
        var measured = new Policy.TargetTrackingMetricProperty
        {
            Namespace = space,
            MetricName = metric,
            Dimensions = dimensions
                .Select(pair => new Policy.TargetTrackingMetricDimensionProperty { Name = pair.Name, Value = pair.Value })
                .ToArray(),
        };
        return new Policy.TargetTrackingMetricDataQueryProperty
        {
            Id = id,
            MetricStat = new Policy.TargetTrackingMetricStatProperty { Metric = measured, Stat = "Average" },
            ReturnData = false,
        };
    }
}

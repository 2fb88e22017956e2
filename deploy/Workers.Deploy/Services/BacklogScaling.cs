using Amazon.CDK.AWS.ApplicationAutoScaling;
using Constructs;
using Workers.Deploy.Environments;
using Workers.Hosting.Subscriptions;
using Policy = Amazon.CDK.AWS.ApplicationAutoScaling.CfnScalingPolicy;

namespace Workers.Deploy.Services;

/// <summary>
/// As many tasks as the queue needs: its backlog, divided by the running tasks, is held at <c>messagesPerTask</c>. Tasks that handle
/// something long protect themselves from being scaled in.
/// </summary>
internal static class BacklogScaling
{
    /// <summary>
    /// Messages that wait, for each running task. With no task it counts as one, for nothing can be divided by none. Container Insights
    /// reports a little later than SQS, so the last count of tasks stands until the next; when SQS reports nothing, neither does this,
    /// and nothing is scaled.
    /// </summary>
    public const string Expression = "visible / IF(FILL(running, REPEAT) > 1, FILL(running, REPEAT), 1)";

    public static void Add(Construct scope, ResourceNames names, ServiceFolder worker, CfnScalableTarget tasks)
    {
        var queue = names.Prefix + worker.Subscription!.Queue;
        var service = names.Prefix + worker.Name;
        _ = new Policy(scope, "Backlog", new CfnScalingPolicyProps
        {
            PolicyName = $"{service}-backlog",
            PolicyType = "TargetTrackingScaling",
            ScalingTargetId = tasks.Ref,
            TargetTrackingScalingPolicyConfiguration = new Policy.TargetTrackingScalingPolicyConfigurationProperty
            {
                TargetValue = worker.Subscription.Scaling.MessagesPerTask,

                // A task is there within a minute or two, and works off its share before the next look.
                ScaleOutCooldown = 60,
                ScaleInCooldown = 300,
                CustomizedMetricSpecification = new Policy.CustomizedMetricSpecificationProperty
                {
                    Metrics = new[]
                    {
                        Measure("visible", "AWS/SQS", "ApproximateNumberOfMessagesVisible", [("QueueName", queue)]),
                        Measure(
                            "running",
                            "ECS/ContainerInsights",
                            "RunningTaskCount",
                            [("ClusterName", names.Cluster), ("ServiceName", service)]),
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

using Amazon.CDK.AWS.ApplicationAutoScaling;
using Amazon.CDK.AWS.ECS;
using Constructs;

namespace Workers.Deploy.Scaling;

/// <summary>Registers the task count of a service as a scalable target.</summary>
internal static class ScalableTasks
{
    /// <summary>
    /// Seconds without another scale-out of the same size: longer than a task takes to start, two to three minutes, and than Container
    /// Insights takes to report the new count. Otherwise one backlog, or one peak of the processor, would add tasks twice.
    /// </summary>
    public const int ScaleOutCooldown = 240;

    /// <summary>Seconds; the default of Application Auto Scaling for ECS.</summary>
    public const int ScaleInCooldown = 300;

    public static CfnScalableTarget Create(Construct scope, string cluster, FargateService service, int minTasks, int maxTasks) => new(
        scope,
        "Tasks",
        new CfnScalableTargetProps
        {
            ServiceNamespace = "ecs",
            ScalableDimension = "ecs:service:DesiredCount",
            ResourceId = $"service/{cluster}/{service.ServiceName}",
            MinCapacity = minTasks,
            MaxCapacity = maxTasks,
        });
}

using Amazon.CDK.AWS.ApplicationAutoScaling;
using Amazon.CDK.AWS.ECS;
using Constructs;
using Workers.Deploy.Environments;

namespace Workers.Deploy.Services;

/// <summary>Registers the task count of a service as a scalable target.</summary>
internal static class ScalableTasks
{
    public static CfnScalableTarget Create(Construct scope, ResourceNames names, FargateService service, (int Min, int Max) tasks) => new(
        scope,
        "Tasks",
        new CfnScalableTargetProps
        {
            ServiceNamespace = "ecs",
            ScalableDimension = "ecs:service:DesiredCount",
            ResourceId = $"service/{names.Cluster}/{service.ServiceName}",
            MinCapacity = tasks.Min,
            MaxCapacity = tasks.Max,
        });
}

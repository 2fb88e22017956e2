using Amazon.CDK.AWS.ApplicationAutoScaling;
using Amazon.CDK.AWS.ECS;
using Constructs;
using Workers.Deploy.Environments;

namespace Workers.Deploy.Services;

/// <summary>Lets the number of a service's tasks be scaled.</summary>
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

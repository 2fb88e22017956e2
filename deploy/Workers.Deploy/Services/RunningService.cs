using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Constructs;
using Workers.Deploy.Network;

namespace Workers.Deploy.Services;

/// <summary>
/// A service on Fargate: the minimum number of tasks on demand, most others on Spot, and a rollback of failed deployments. It sets no
/// desired count, so that a deployment does not reset the number of tasks that scaling has set.
/// </summary>
internal static class RunningService
{
    public static FargateService Create(
        Construct scope,
        Deployment deployment,
        ServiceFolder service,
        ClusterStack cluster,
        ServiceTask task,
        ISecurityGroup access,
        int minTasks)
    {
        var running = new FargateService(scope, "Service", new FargateServiceProps
        {
            ServiceName = deployment.Names.Prefix + service.Name,
            Cluster = cluster.Cluster,
            TaskDefinition = task.Definition,
            CapacityProviderStrategies =
            [
                new CapacityProviderStrategy { CapacityProvider = "FARGATE", Base = Math.Max(minTasks, 1), Weight = 1 },
                new CapacityProviderStrategy { CapacityProvider = "FARGATE_SPOT", Weight = 9 },
            ],
            CircuitBreaker = new DeploymentCircuitBreaker { Rollback = true },
            MinHealthyPercent = 100,
            MaxHealthyPercent = 200,
            VpcSubnets = new SubnetSelection { SubnetGroupName = NetworkStack.Services },
            SecurityGroups = [access],
            AssignPublicIp = false,
            EnableECSManagedTags = true,
            PropagateTags = PropagatedTagSource.SERVICE,
        });

        // A task needs these rules when it starts.
        foreach (var rule in scope.Node.Children.Where(child => child is CfnSecurityGroupEgress or CfnSecurityGroupIngress))
            running.Node.AddDependency((IDependable)rule);
        return running;
    }
}

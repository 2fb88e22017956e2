using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK;
using Constructs;
using Store.Deploy.Alarms;
using Store.Deploy.Environments;
using Store.Deploy.Network;

namespace Store.Deploy.Services;

/// <summary>
/// A service on Fargate: the minimum number of tasks on demand, most others on Spot, and a rollback of a deployment whose tasks do not start or
/// whose alarm fires. It sets no desired count, so that a deployment does not reset the number of tasks that scaling has set.
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
        DeploymentAlarm? alarm)
    {
        var capacity = ServiceCapacity.Of(deployment.Settings, service);
        var running = new FargateService(scope, "Service", new FargateServiceProps
        {
            ServiceName = deployment.Names.Prefix + service.Name,
            Cluster = cluster.Cluster,
            TaskDefinition = task.Definition,
            CapacityProviderStrategies = Strategy(capacity),
            CircuitBreaker = new DeploymentCircuitBreaker { Rollback = true },
            DeploymentAlarms = alarm is null ? null : new DeploymentAlarmConfig { AlarmNames = [alarm.Name], Behavior = AlarmBehavior.ROLLBACK_ON_ALARM },

            // With less than 200, a service with one task could not be deployed: ECS rounds 1.5 down.
            MinHealthyPercent = 100,
            MaxHealthyPercent = 200,
            VpcSubnets = new SubnetSelection { SubnetGroupName = NetworkStack.Services },
            SecurityGroups = [access],
            AssignPublicIp = false,
            EnableECSManagedTags = true,
            PropagateTags = PropagatedTagSource.SERVICE,
        });

        // A task needs these when it starts: the rules for its connections, and the policies of the roles that read its images and secrets.
        foreach (var rule in scope.Node.Children.Where(child => child is CfnSecurityGroupEgress or CfnSecurityGroupIngress))
            running.Node.AddDependency((IDependable)rule);
        running.Node.AddDependency(task.Definition.TaskRole, task.Definition.ExecutionRole!);
        if (alarm is not null)
            running.Node.AddDependency(alarm);
        return running;
    }

    private static CapacityProviderStrategy[] Strategy(ServiceCapacity capacity)
    {
        var spot = (int)(capacity.Spot * 10);
        var onDemand = new CapacityProviderStrategy { CapacityProvider = "FARGATE", Base = Math.Max(capacity.MinTasks, 1), Weight = 10 - spot };
        return spot == 0 ? [onDemand] : [onDemand, new CapacityProviderStrategy { CapacityProvider = "FARGATE_SPOT", Weight = spot }];
    }
}

using Amazon.CDK;
using Amazon.CDK.AWS.ApplicationAutoScaling;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Constructs;
using Workers.Deploy.Alarms;
using Workers.Deploy.Scaling;

namespace Workers.Deploy;

/// <summary>Properties of a <see cref="TaskService"/>.</summary>
public sealed record TaskServiceProps : ServiceProps
{
    /// <summary>Name of the service.</summary>
    public required string ServiceName { get; init; }

    /// <summary>Minimum number of tasks; 1 by default. They run on demand.</summary>
    public int MinTasks { get; init; } = 1;

    /// <summary>Maximum number of tasks; 4 by default.</summary>
    public int MaxTasks { get; init; } = 4;
}

/// <summary>
/// A service on Fargate: the minimum number of tasks on demand, most others on Spot, and a rollback of a deployment whose tasks do not start. It sets
/// no desired count, so that a deployment does not reset the number of tasks that scaling has set. An alarm fires when tasks are missing.
/// </summary>
public sealed class TaskService : Construct, IConnectable
{
    private readonly string _name;

    /// <summary>Creates the service.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="id">Its id in the scope.</param>
    /// <param name="props">Its properties.</param>
    /// <exception cref="ArgumentException">The share on Spot is not between 0 and 1.</exception>
    public TaskService(Construct scope, string id, TaskServiceProps props)
        : this(scope, id, props, rollback: null)
    {
    }

    internal TaskService(Construct scope, string id, TaskServiceProps props, DeploymentAlarm? rollback)
        : base(scope, id)
    {
        ArgumentNullException.ThrowIfNull(props);
        if (props.Spot is < 0 or > 1)
            throw new ArgumentException($"Service {props.ServiceName}: {props.Spot} is not a share of the tasks on Spot. Use 0 to 1.", nameof(props));
        _name = props.ServiceName;
        ClusterName = props.ClusterName ?? props.Cluster.ClusterName;
        SecurityGroup = props.SecurityGroup ?? CreateSecurityGroup(props);
        Service = new FargateService(this, "Service", new FargateServiceProps
        {
            ServiceName = props.ServiceName,
            Cluster = props.Cluster,
            TaskDefinition = props.TaskDefinition,
            CapacityProviderStrategies = Strategy(props),
            CircuitBreaker = new DeploymentCircuitBreaker { Rollback = true },
            DeploymentAlarms = rollback is null ? null : new DeploymentAlarmConfig { AlarmNames = [rollback.Name], Behavior = AlarmBehavior.ROLLBACK_ON_ALARM },

            // With less than 200, a service with one task could not be deployed: ECS rounds 1.5 down.
            MinHealthyPercent = 100,
            MaxHealthyPercent = 200,
            VpcSubnets = props.Subnets,
            SecurityGroups = [SecurityGroup],
            AssignPublicIp = false,
            EnableECSManagedTags = true,
            PropagateTags = PropagatedTagSource.SERVICE,
        });

        // A task needs the policies of the roles that read its images and secrets when it starts.
        Service.Node.AddDependency(props.TaskDefinition.TaskRole, props.TaskDefinition.ExecutionRole!);
        if (rollback is not null)
            Service.Node.AddDependency(rollback);
        Tasks = ScalableTasks.Create(this, ClusterName, Service, props.MinTasks, props.MaxTasks);
        props.Alarms.AddMissingTasks(new Construct(this, "Alarms"), "Running", ClusterName, props.ServiceName);
    }

    /// <summary>The ECS service.</summary>
    public FargateService Service { get; }

    /// <summary>The security group of the tasks.</summary>
    public ISecurityGroup SecurityGroup { get; }

    /// <summary>Allows connections to and from the tasks, e.g. of a load balancer.</summary>
    public Connections_ Connections => Service.Connections;

    internal CfnScalableTarget Tasks { get; }

    internal string ClusterName { get; }

    /// <summary>Scales by the use of the processors, for a service that is called and has no queue.</summary>
    /// <param name="percent">Average use that scaling keeps, in percent of the tasks' CPU.</param>
    public void ScaleOnProcessor(int percent) => _ = new CfnScalingPolicy(this, "Processor", new CfnScalingPolicyProps
    {
        PolicyName = $"{_name}-processor",
        PolicyType = "TargetTrackingScaling",
        ScalingTargetId = Tasks.Ref,
        TargetTrackingScalingPolicyConfiguration = new CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty
        {
            TargetValue = percent,
            ScaleOutCooldown = ScalableTasks.ScaleOutCooldown,
            ScaleInCooldown = ScalableTasks.ScaleInCooldown,
            PredefinedMetricSpecification = new CfnScalingPolicy.PredefinedMetricSpecificationProperty
            {
                PredefinedMetricType = "ECSServiceAverageCPUUtilization",
            },
        },
    });

    private SecurityGroup CreateSecurityGroup(TaskServiceProps props)
    {
        var group = new SecurityGroup(this, "Access", new SecurityGroupProps
        {
            Vpc = props.Cluster.Vpc,
            Description = $"Tasks of {_name}",
            AllowAllOutbound = false,
        });
        group.AddEgressRule(Peer.AnyIpv4(), Amazon.CDK.AWS.EC2.Port.Tcp(443), "AWS and external services");
        return group;
    }

    private static CapacityProviderStrategy[] Strategy(TaskServiceProps props)
    {
        var spot = (int)(props.Spot * 10);
        var onDemand = new CapacityProviderStrategy { CapacityProvider = "FARGATE", Base = Math.Max(props.MinTasks, 1), Weight = 10 - spot };
        return spot == 0 ? [onDemand] : [onDemand, new CapacityProviderStrategy { CapacityProvider = "FARGATE_SPOT", Weight = spot }];
    }
}

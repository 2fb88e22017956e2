using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Constructs;
using Workers.Deploy.Alarms;
using Workers.Deploy.Scaling;

namespace Workers.Deploy;

/// <summary>Properties of a <see cref="WorkerService"/>.</summary>
public sealed record WorkerServiceProps : ServiceProps
{
    /// <summary>The worker.</summary>
    public required WorkerDefinition Worker { get; init; }

    /// <summary>Minimum number of tasks; by default that of the worker's <c>subscription.json</c>.</summary>
    public int? MinTasks { get; init; }

    /// <summary>Maximum number of tasks; by default that of the worker's <c>subscription.json</c>.</summary>
    public int? MaxTasks { get; init; }
}

/// <summary>
/// The service of a worker: a <see cref="TaskService"/> that scales by the backlog of its queue, also from no task at all, and rolls a deployment back
/// whose version dead-letters its messages.
/// </summary>
public sealed class WorkerService : Construct, IConnectable
{
    /// <summary>Creates the service.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="id">Its id in the scope.</param>
    /// <param name="props">Its properties.</param>
    /// <exception cref="ArgumentException">The share on Spot is not between 0 and 1.</exception>
    public WorkerService(Construct scope, string id, WorkerServiceProps props)
        : base(scope, id)
    {
        ArgumentNullException.ThrowIfNull(props);
        var (worker, scaling) = (props.Worker, props.Worker.Subscription.Scaling);
        var minTasks = props.MinTasks ?? scaling.MinTasks;
        var rollback = new DeploymentAlarm(this, worker, props.Alarms);
        var service = new TaskService(
            this,
            "Default",
            new TaskServiceProps
            {
                ServiceName = worker.ServiceName,
                Cluster = props.Cluster,
                ClusterName = props.ClusterName,
                TaskDefinition = props.TaskDefinition,
                Alarms = props.Alarms,
                SecurityGroup = props.SecurityGroup,
                Subnets = props.Subnets,
                MinTasks = minTasks,
                MaxTasks = props.MaxTasks ?? scaling.MaxTasks,
                Spot = props.Spot,
            },
            rollback);
        BacklogScaling.Add(this, worker, service.ClusterName, service.Tasks);
        if (minTasks == 0)
            WakeUp.Add(this, worker, service.ClusterName, service.Tasks);
        (Service, SecurityGroup) = (service.Service, service.SecurityGroup);
    }

    /// <summary>The ECS service.</summary>
    public FargateService Service { get; }

    /// <summary>The security group of the tasks.</summary>
    public ISecurityGroup SecurityGroup { get; }

    /// <summary>Allows connections to and from the tasks, e.g. to a database.</summary>
    public Connections_ Connections => Service.Connections;
}

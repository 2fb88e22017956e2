using Amazon.CDK;
using Constructs;
using Store.Deploy.Alarms;
using Store.Deploy.Database;
using Store.Deploy.Environments;
using Store.Deploy.Scaling;
using Store.Deploy.Telemetry;

namespace Store.Deploy.Services;

/// <summary>The stack of one worker, which can be deployed and rolled back independently.</summary>
internal sealed class WorkerStack : EnvironmentStack
{
    /// <summary>The tag that the stacks of workers have and no others: the name of the queue.</summary>
    public const string QueueTag = "queue";

    public WorkerStack(
        Construct scope, string id, Deployment deployment, ServiceFolder worker, ClusterStack cluster, DatabaseServer server, GatewayStack? gateway)
        : base(scope, id, deployment.Settings)
    {
        Amazon.CDK.Tags.Of(this).Add("service", worker.Name);
        var (names, subscription, settings) = (deployment.Names, worker.Subscription!, deployment.Settings.Of(worker));

        // deploy/removed-workers knows the stacks of workers, and their queues, by this tag.
        Amazon.CDK.Tags.Of(this).Add(QueueTag, names.Prefix + subscription.Queue);
        var capacity = ServiceCapacity.Of(deployment.Settings, worker);
        var database = new ServiceDatabase(this, names, worker, server, capacity.Connections);
        var task = new ServiceTask(this, deployment, worker, database, TaskPermissions.Worker(this, names, subscription));
        var access = ServiceAccess.Create(this, cluster.Vpc, worker.Name, settings.EgressPorts, server);
        gateway?.Allow(this, worker.Name, access);
        var service = RunningService.Create(this, deployment, worker, cluster, task, access, new DeploymentAlarm(this, deployment, worker));
        var scaled = ScalableTasks.Create(this, names, service, capacity);
        BacklogScaling.Add(this, names, worker, scaled);
        if (capacity.MinTasks == 0)
            WakeUp.Add(this, names, worker, scaled);
        _ = new ServiceAlarms(this, deployment, worker, publishes: subscription.Publishes.Count > 0);
    }
}

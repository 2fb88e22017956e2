using Constructs;
using Store.Deploy.Alarms;
using Store.Deploy.Database;
using Store.Deploy.Environments;
using Store.Deploy.Network;
using Store.Deploy.Telemetry;
using Workers.Deploy;

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
        var task = new ServiceTask(this, deployment, worker, database, WorkerPermissions.Of(this, names.Definition(worker), names.Cluster));
        var access = ServiceAccess.Create(this, cluster.Vpc, worker.Name, settings.EgressPorts, server);
        gateway?.Allow(this, worker.Name, access);
        var service = new WorkerService(this, Hidden, new WorkerServiceProps
        {
            Worker = names.Definition(worker),
            Cluster = cluster.Cluster,
            ClusterName = names.Cluster,
            TaskDefinition = task.Definition,
            Alarms = EnvironmentAlarms.Actions(this, names, deployment.Settings.Alarms),
            SecurityGroup = access,
            Subnets = NetworkStack.ServiceSubnets,
            MinTasks = capacity.MinTasks,
            MaxTasks = capacity.MaxTasks,
            Spot = capacity.Spot,
        });
        ServiceAccess.Precede(service.Service, this);
        _ = new ServiceAlarms(this, deployment, worker, publishes: subscription.Publishes.Count > 0);
    }
}

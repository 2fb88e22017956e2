using Constructs;
using Store.Deploy.Alarms;
using Store.Deploy.Database;
using Store.Deploy.Environments;
using Store.Deploy.LoadBalancing;
using Store.Deploy.Network;
using Store.Deploy.Telemetry;
using Workers.Deploy;

namespace Store.Deploy.Services;

/// <summary>The Storefront, behind a load balancer. It publishes events and receives none.</summary>
internal sealed class StorefrontStack : EnvironmentStack
{
    /// <summary>The sources of the events that it publishes, as in the contracts.</summary>
    private static readonly string[] Sources = ["store.orders", "store.users"];

    private const int ProcessorPercent = 60;

    public StorefrontStack(Construct scope, string id, Deployment deployment, ClusterStack cluster, DatabaseServer server, GatewayStack? gateway)
        : base(scope, id, deployment.Settings)
    {
        var (names, storefront) = (deployment.Names, deployment.Services.Storefront);
        Amazon.CDK.Tags.Of(this).Add("service", storefront.Name);
        var settings = deployment.Settings.Of(storefront);
        var capacity = ServiceCapacity.Of(deployment.Settings, storefront);
        var database = new ServiceDatabase(this, names, storefront, server, capacity.Connections);
        var task = new ServiceTask(this, deployment, storefront, database, WorkerPermissions.Publish(this, names.Bus, Sources));
        var access = ServiceAccess.Create(this, cluster.Vpc, storefront.Name, settings.EgressPorts, server);
        gateway?.Allow(this, storefront.Name, access);
        var service = new TaskService(this, Hidden, new TaskServiceProps
        {
            ServiceName = names.Prefix + storefront.Name,
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
        service.ScaleOnProcessor(ProcessorPercent);
        ServiceAccess.Precede(service.Service, this);
        if (deployment.Settings.LoadBalancer.Existing is { } existing)
            _ = new ExistingLoadBalancer(this, existing, cluster.Vpc, service.Service);
        else
            _ = new LoadBalancer(this, deployment, cluster.Vpc, service.Service);
        _ = new ServiceAlarms(this, deployment, storefront, publishes: true);
    }
}

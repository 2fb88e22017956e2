using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Constructs;

namespace Workers.Deploy.Tests.Synthesis;

/// <summary>The app of the README; the lines between the comments are the same.</summary>
internal static class ReadmeExample
{
    public static void Define(App app, string services)
    {
        // README
        var stack = new Stack(app, "Billing");
        var cluster = new Cluster(stack, "Cluster", new ClusterProps
        {
            Vpc = new Vpc(stack, "Vpc"),
            ContainerInsights = true,                  // scaling and alarms read its task counts
            EnableFargateCapacityProviders = true,     // Spot
        });
        var bus = new ArchivedEventBus(stack, "Bus", new ArchivedEventBusProps { EventBusName = "billing" });
        var alarms = new AlarmTopics(stack, "Alarms", new AlarmTopicsProps { Name = "billing", Email = "team@example.com" }).Actions;

        foreach (var worker in WorkerDefinition.FindAll(services, bus.EventBusName))
        {
            var scope = new Construct(stack, worker.Name);
            _ = new WorkerSubscription(scope, "Subscription", new WorkerSubscriptionProps { Worker = worker, EventBus = bus, Alarms = alarms });
            var task = new HostTask(scope, "Task", new HostTaskProps
            {
                Name = worker.Name,
                EventBusName = bus.EventBusName,
                Image = ContainerImage.FromRegistry($"registry.example.com/{worker.Name}:1.0.0"),
                Permissions = WorkerPermissions.Of(scope, worker, cluster.ClusterName),
            });
            _ = new WorkerService(scope, "Service", new WorkerServiceProps
            {
                Worker = worker,
                Cluster = cluster,
                TaskDefinition = task.Definition,
                Alarms = alarms,
            });
        }

        // End
    }
}

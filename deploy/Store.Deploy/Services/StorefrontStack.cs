using Amazon.CDK.AWS.ApplicationAutoScaling;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK;
using Constructs;
using Store.Deploy.Alarms;
using Store.Deploy.Database;
using Store.Deploy.Environments;
using Store.Deploy.LoadBalancing;
using Store.Deploy.Scaling;
using Store.Deploy.Telemetry;

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
        var task = new ServiceTask(this, deployment, storefront, database, TaskPermissions.Publish(this, names, Sources));
        var access = ServiceAccess.Create(this, cluster.Vpc, storefront.Name, settings.EgressPorts, server);
        gateway?.Allow(this, storefront.Name, access);
        var service = RunningService.Create(this, deployment, storefront, cluster, task, access, alarm: null);
        if (deployment.Settings.LoadBalancer.Existing is { } existing)
            _ = new ExistingLoadBalancer(this, existing, cluster.Vpc, service);
        else
            _ = new LoadBalancer(this, deployment, cluster.Vpc, service);
        Scale(deployment, service, capacity);
        _ = new ServiceAlarms(this, deployment, storefront, publishes: true);
    }

    private void Scale(Deployment deployment, FargateService service, ServiceCapacity capacity) => _ = new CfnScalingPolicy(
        this,
        "Processor",
        new CfnScalingPolicyProps
        {
            PolicyName = $"{deployment.Names.Prefix}{deployment.Services.Storefront.Name}-processor",
            PolicyType = "TargetTrackingScaling",
            ScalingTargetId = ScalableTasks.Create(this, deployment.Names, service, capacity).Ref,
            TargetTrackingScalingPolicyConfiguration = new CfnScalingPolicy.TargetTrackingScalingPolicyConfigurationProperty
            {
                TargetValue = ProcessorPercent,
                ScaleOutCooldown = ScalableTasks.ScaleOutCooldown,
                ScaleInCooldown = ScalableTasks.ScaleInCooldown,
                PredefinedMetricSpecification = new CfnScalingPolicy.PredefinedMetricSpecificationProperty
                {
                    PredefinedMetricType = "ECSServiceAverageCPUUtilization",
                },
            },
        });
}

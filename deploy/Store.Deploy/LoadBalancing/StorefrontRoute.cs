using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Constructs;
using Store.Deploy.Services;
using Workers.Deploy;
using HealthCheck = Amazon.CDK.AWS.ElasticLoadBalancingV2.HealthCheck;

namespace Store.Deploy.LoadBalancing;

/// <summary>
/// The rule that forwards the Storefront's paths, and no others, from a listener to its tasks. It cannot reach the port of the operators'
/// endpoints (health, log level, outbox).
/// </summary>
internal static class StorefrontRoute
{
    private static readonly string[] Paths = ["/orders", "/orders/*", "/products", "/users", "/users/*"];

    /// <param name="scope">The scope of its resources.</param>
    /// <param name="vpc">The network.</param>
    /// <param name="listener">The listener.</param>
    /// <param name="storefront">The service.</param>
    /// <param name="priority">Priority of the rule.</param>
    /// <param name="host">Host name of the requests; null for all.</param>
    /// <returns>The Storefront's tasks.</returns>
    public static ApplicationTargetGroup Add(
        Construct scope, IVpc vpc, IApplicationListener listener, FargateService storefront, int priority, string? host = null)
    {
        var targets = new ApplicationTargetGroup(scope, "Targets", new ApplicationTargetGroupProps
        {
            Vpc = vpc,
            Port = HostContainer.Port,
            Protocol = ApplicationProtocol.HTTP,
            Targets = [storefront],
            DeregistrationDelay = Duration.Seconds(20),

            // On the port of the Storefront, because another port may answer while this one does not. No listener rule forwards this path.
            HealthCheck = new HealthCheck { Path = "/livez", HealthyHttpCodes = "200", Interval = Duration.Seconds(15) },
        });
        var paths = ListenerCondition.PathPatterns(Paths);
        listener.AddTargetGroups("Storefront", new AddApplicationTargetGroupsProps
        {
            Priority = priority,
            Conditions = host is null ? [paths] : [paths, ListenerCondition.HostHeaders([host])],
            TargetGroups = [targets],
        });
        return targets;
    }
}

using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Constructs;
using Workers.Deploy;

namespace Invoices.Deploy;

/// <summary>An internal load balancer for a service, over plain HTTP. For the internet, give it a certificate and authentication.</summary>
internal static class LoadBalancer
{
    public static void Add(Construct scope, IVpc vpc, HostTask task, FargateService service)
    {
        // It checks the tasks by their addresses. Nothing else can reach them.
        task.Container.AddEnvironment("AllowedHosts", "*");
        var balancer = new ApplicationLoadBalancer(scope, "LoadBalancer", new ApplicationLoadBalancerProps { Vpc = vpc, InternetFacing = false });
        balancer.AddListener("Http", new BaseApplicationListenerProps { Port = 80 }).AddTargets("Tasks", new AddApplicationTargetsProps
        {
            Port = HostContainer.Port,
            Protocol = ApplicationProtocol.HTTP,
            Targets = [service],
            HealthCheck = new Amazon.CDK.AWS.ElasticLoadBalancingV2.HealthCheck { Path = "/livez" },
        });
        _ = new CfnOutput(scope, "Url", new CfnOutputProps { Value = $"http://{balancer.LoadBalancerDnsName}" });
    }
}

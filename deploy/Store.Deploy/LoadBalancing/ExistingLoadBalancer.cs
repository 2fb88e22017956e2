using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK;
using Constructs;
using Store.Deploy.Environments;

namespace Store.Deploy.LoadBalancing;

/// <summary>The Storefront behind a listener of a load balancer that this app does not create.</summary>
internal sealed class ExistingLoadBalancer : Construct
{
    public ExistingLoadBalancer(Construct scope, ExistingListener existing, IVpc vpc, FargateService storefront)
        : base(scope, "LoadBalancer")
    {
        var listener = ApplicationListener.FromApplicationListenerAttributes(this, "Listener", new ApplicationListenerAttributes
        {
            ListenerArn = existing.ListenerArn,

            // Its owner allows the way out to the tasks; the way in is a rule of this stack.
            SecurityGroup = SecurityGroup.FromSecurityGroupId(
                this, "Access", existing.SecurityGroup, new SecurityGroupImportOptions { Mutable = true, AllowAllOutbound = true }),
        });
        StorefrontRoute.Add(this, vpc, listener, storefront, existing.Priority, existing.Host);
        _ = new CfnOutput(Stack.Of(this), "Url", new CfnOutputProps { Value = $"https://{existing.Host}", Description = "The Storefront" });
    }
}

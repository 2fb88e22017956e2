using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Amazon.CDK;
using Constructs;
using Store.Deploy.Alarms;
using Store.Deploy.Environments;

namespace Store.Deploy.LoadBalancing;

/// <summary>The load balancer, before the Storefront.</summary>
internal sealed class LoadBalancer : Construct
{
    private readonly SecurityGroup _access;

    public LoadBalancer(Construct scope, Deployment deployment, IVpc vpc, FargateService storefront)
        : base(scope, "LoadBalancer")
    {
        _access = new SecurityGroup(this, "Access", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = "The load balancer",
            AllowAllOutbound = false,
        });
        var balancer = new ApplicationLoadBalancer(this, "Balancer", new ApplicationLoadBalancerProps
        {
            LoadBalancerName = deployment.Names.Prefix + deployment.Services.Storefront.Name,
            Vpc = vpc,
            InternetFacing = true,
            SecurityGroup = _access,
            DropInvalidHeaderFields = true,
            DeletionProtection = deployment.Settings.Production,
        });
        var listener = Listen(balancer, deployment.Settings);
        var targets = StorefrontRoute.Add(this, vpc, listener, storefront, priority: 1);
        _ = new LoadBalancerAlarms(this, deployment, balancer, targets);
        var (settings, name) = (deployment.Settings.LoadBalancer, deployment.Names.Prefix + deployment.Services.Storefront.Name);
        if (settings.AccessLogs ?? deployment.Settings.Production)
            AccessLogs.Add(this, balancer, deployment.Settings.LogDays);
        if (settings.Waf ?? deployment.Settings.Production)
            WebAcl.Add(this, balancer, name, settings.WafRequests);
        _ = new CfnOutput(Stack.Of(this), "Url", new CfnOutputProps
        {
            Value = $"{(HasCertificate(deployment.Settings) ? "https" : "http")}://{balancer.LoadBalancerDnsName}",
            Description = "The Storefront",
        });
    }

    private ApplicationListener Listen(ApplicationLoadBalancer balancer, EnvironmentSettings settings)
    {
        var nothing = ListenerAction.FixedResponse(404);
        AllowInbound(settings, 80);
        if (!HasCertificate(settings))
            return balancer.AddListener("Http", new BaseApplicationListenerProps { Port = 80, Open = false, DefaultAction = nothing });

        AllowInbound(settings, 443);
        var toHttps = ListenerAction.Redirect(new RedirectOptions { Protocol = "HTTPS", Port = "443", Permanent = true });
        balancer.AddListener("Http", new BaseApplicationListenerProps { Port = 80, Open = false, DefaultAction = toHttps });
        return balancer.AddListener("Https", new BaseApplicationListenerProps
        {
            Port = 443,
            Open = false,
            Certificates = [ListenerCertificate.FromArn(settings.CertificateArn!)],
            SslPolicy = SslPolicy.TLS13_RES,
            DefaultAction = nothing,
        });
    }

    private void AllowInbound(EnvironmentSettings settings, double port)
    {
        foreach (var range in settings.Ingress)
            _access.AddIngressRule(Peer.Ipv4(range), Amazon.CDK.AWS.EC2.Port.Tcp(port), "ingress of the environment");
    }

    private static bool HasCertificate(EnvironmentSettings settings) => !string.IsNullOrEmpty(settings.CertificateArn);
}

using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ElasticLoadBalancingV2;
using Constructs;
using Workers.Deploy.Alarms;
using Workers.Deploy.Environments;
using HealthCheck = Amazon.CDK.AWS.ElasticLoadBalancingV2.HealthCheck;

namespace Workers.Deploy.Services;

/// <summary>The load balancer, which forwards only the Storefront's paths. It cannot reach the port of the operators' endpoints (health, log level, outbox).</summary>
internal sealed class LoadBalancer : Construct
{
    private static readonly string[] Paths = ["/orders", "/orders/*", "/products", "/users", "/users/*"];

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
        var targets = listener.AddTargets("Storefront", new AddApplicationTargetsProps
        {
            Priority = 1,
            Conditions = [ListenerCondition.PathPatterns(Paths)],
            Port = ServiceImage.Port,
            Protocol = ApplicationProtocol.HTTP,
            Targets = [storefront],
            DeregistrationDelay = Duration.Seconds(20),

            // On the port of the Storefront, because another port may answer while this one does not. No listener rule forwards this path.
            HealthCheck = new HealthCheck { Path = "/livez", HealthyHttpCodes = "200", Interval = Duration.Seconds(15) },
        });
        _ = new LoadBalancerAlarms(this, deployment, balancer, targets);
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

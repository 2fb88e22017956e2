using System.Net;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.IAM;
using Constructs;
using Workers.Deploy.Environments;
using Workers.Deploy.Telemetry;

namespace Workers.Deploy.Network;

/// <summary>
/// The VPC: public subnets for the load balancer and the NAT gateways, private subnets for tasks, and isolated ones for the database.
/// Tasks reach AWS through VPC endpoints.
/// </summary>
internal sealed class NetworkStack : EnvironmentStack
{
    /// <summary>Subnets of the tasks.</summary>
    public const string Services = "services";

    /// <summary>Subnets of the database.</summary>
    public const string Database = "database";

    /// <summary>Subnets of the load balancer and the NAT gateways.</summary>
    public const string Public = "public";

    private const string DefaultCidr = "10.0.0.0/16";

    /// <summary>Bits by which the prefix of a subnet is longer than that of the VPC: each subnet is a sixteenth.</summary>
    private const int SubnetBits = 4;

    private readonly IReadOnlyList<string>? _zones;

    public NetworkStack(Construct scope, string id, Deployment deployment)
        : base(scope, id, deployment.Settings)
    {
        var settings = deployment.Settings;
        var cidr = IPNetwork.Parse(settings.Network.Cidr ?? DefaultCidr);
        _zones = settings.Network.Zones;

        // cfn-lint advises against fixed zones: a template would suit one region only. They are a setting of an environment.
        if (_zones is not null)
            CfnLint.Ignore(this, "W3010");
        Vpc = new Vpc(this, "Vpc", new VpcProps
        {
            IpAddresses = IpAddresses.Cidr(cidr.ToString()),
            MaxAzs = AvailabilityZones.Length,
            NatGateways = settings.NatGateways,
            SubnetConfiguration =
            [
                Subnets(Public, SubnetType.PUBLIC, cidr),
                Subnets(Services, settings.NatGateways > 0 ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED, cidr),
                Subnets(Database, SubnetType.PRIVATE_ISOLATED, cidr),
            ],
        });
        AddImageLayers();
        if (settings.Network.Endpoints ?? true)
            AddEndpoints(settings);
        if (settings.Network.FlowLogs ?? settings.Production)
            FlowLogs.Add(this, deployment);
    }

    /// <summary>The zones of the settings, or the first two of the region. The CDK would look them up, with credentials.</summary>
    public override string[] AvailabilityZones => [.. _zones ?? [Fn.Select(0, Fn.GetAzs()), Fn.Select(1, Fn.GetAzs())]];

    public Vpc Vpc { get; }

    private static SubnetConfiguration Subnets(string name, SubnetType type, IPNetwork vpc) => new()
    {
        Name = name,
        SubnetType = type,
        CidrMask = vpc.PrefixLength + SubnetBits,
        MapPublicIpOnLaunch = type == SubnetType.PUBLIC ? false : null,
    };

    /// <summary>
    /// The endpoint of S3, which is free. ECR stores image layers in S3 and signs the requests for them itself: the caller is not a principal
    /// of this account. Tasks use S3 for nothing else (Amazon ECR User Guide, "Minimum Amazon S3 Bucket Permissions for Amazon ECR").
    /// </summary>
    private void AddImageLayers() =>
        Vpc.AddGatewayEndpoint("S3", new GatewayVpcEndpointOptions { Service = GatewayVpcEndpointAwsService.S3 })
            .AddToPolicy(Through("Layers", ["s3:GetObject"], $"arn:{Partition}:s3:::prod-{Region}-starport-layer-bucket/*"));

    private void AddEndpoints(EnvironmentSettings settings)
    {
        var access = new SecurityGroup(this, "EndpointAccess", new SecurityGroupProps
        {
            Vpc = Vpc,
            Description = "VPC endpoints of AWS services, HTTPS from the VPC",
            AllowAllOutbound = false,
        });
        access.AddIngressRule(Peer.Ipv4(Vpc.VpcCidrBlock), Port.Tcp(443), "HTTPS from the VPC");
        foreach (
            var (name, service) in new (string, InterfaceVpcEndpointAwsService)[]
            {
                ("Sqs", InterfaceVpcEndpointAwsService.SQS),
                ("EventBridge", InterfaceVpcEndpointAwsService.EVENTBRIDGE),
                ("EcrApi", InterfaceVpcEndpointAwsService.ECR),
                ("EcrImages", InterfaceVpcEndpointAwsService.ECR_DOCKER),
                ("Logs", InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS),
                ("Secrets", InterfaceVpcEndpointAwsService.SECRETS_MANAGER),
            }.Concat(TelemetryEndpoints.Of(settings)))
        {
            var endpoint = Vpc.AddInterfaceEndpoint(name, new InterfaceVpcEndpointOptions
            {
                Service = service,
                PrivateDnsEnabled = true,
                Open = false,
                SecurityGroups = [access],
                Subnets = new SubnetSelection { SubnetGroupName = Services },
            });

            // Prevents data exfiltration with credentials of another account. IAM roles restrict the principals of this account.
            var ours = Through("OfThisAccount", ["*"], "*");
            ours.AddCondition("StringEquals", new Dictionary<string, object> { ["aws:PrincipalAccount"] = Account });
            endpoint.AddToPolicy(ours);
        }
    }

    private static PolicyStatement Through(string sid, string[] actions, string resource) => new(new PolicyStatementProps
    {
        Sid = sid,
        Principals = [new AnyPrincipal()],
        Actions = actions,
        Resources = [resource],
    });
}

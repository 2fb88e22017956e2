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

    private const string Public = "public";

    public NetworkStack(Construct scope, string id, EnvironmentSettings settings)
        : base(scope, id, settings)
    {
        Vpc = new Vpc(this, "Vpc", new VpcProps
        {
            IpAddresses = IpAddresses.Cidr("10.0.0.0/16"),
            MaxAzs = 2,
            NatGateways = settings.NatGateways,
            SubnetConfiguration =
            [
                Subnets(Public, SubnetType.PUBLIC),
                Subnets(Services, settings.NatGateways > 0 ? SubnetType.PRIVATE_WITH_EGRESS : SubnetType.PRIVATE_ISOLATED),
                Subnets(Database, SubnetType.PRIVATE_ISOLATED),
            ],
        });
        AddEndpoints(settings);
    }

    public Vpc Vpc { get; }

    private static SubnetConfiguration Subnets(string name, SubnetType type) => new()
    {
        Name = name,
        SubnetType = type,
        CidrMask = 20,
        MapPublicIpOnLaunch = type == SubnetType.PUBLIC ? false : null,
    };

    private void AddEndpoints(EnvironmentSettings settings)
    {
        // ECR stores image layers in S3 and signs the requests for them itself: the caller is not a principal of this account. Tasks use S3
        // for nothing else (Amazon ECR User Guide, "Minimum Amazon S3 Bucket Permissions for Amazon ECR").
        Vpc.AddGatewayEndpoint("S3", new GatewayVpcEndpointOptions { Service = GatewayVpcEndpointAwsService.S3 })
            .AddToPolicy(Through("Layers", ["s3:GetObject"], $"arn:{Partition}:s3:::prod-{Region}-starport-layer-bucket/*"));

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

using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Constructs;
using Workers.Deploy.Environments;

namespace Workers.Deploy.Network;

/// <summary>
/// The network: public subnets for the load balancer and the ways out, private ones for tasks, and others for the database. Tasks reach
/// AWS through endpoints.
/// </summary>
internal sealed class NetworkStack : Stack
{
    /// <summary>Subnets of the tasks.</summary>
    public const string Services = "services";

    /// <summary>Subnets of the database.</summary>
    public const string Database = "database";

    private const string Public = "public";

    public NetworkStack(Construct scope, string id, EnvironmentSettings settings)
        : base(scope, id)
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
        AddEndpoints();
    }

    public Vpc Vpc { get; }

    private static SubnetConfiguration Subnets(string name, SubnetType type) => new()
    {
        Name = name,
        SubnetType = type,
        CidrMask = 20,
        MapPublicIpOnLaunch = type == SubnetType.PUBLIC ? false : null,
    };

    private void AddEndpoints()
    {
        // ECR keeps the layers of images in S3.
        Vpc.AddGatewayEndpoint("S3", new GatewayVpcEndpointOptions { Service = GatewayVpcEndpointAwsService.S3 });
        foreach (
            var (name, service) in new (string, InterfaceVpcEndpointAwsService)[]
            {
                ("Sqs", InterfaceVpcEndpointAwsService.SQS),
                ("EventBridge", InterfaceVpcEndpointAwsService.EVENTBRIDGE),
                ("EcrApi", InterfaceVpcEndpointAwsService.ECR),
                ("EcrImages", InterfaceVpcEndpointAwsService.ECR_DOCKER),
                ("Logs", InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS),
                ("Secrets", InterfaceVpcEndpointAwsService.SECRETS_MANAGER),
                ("XRay", InterfaceVpcEndpointAwsService.XRAY),
            })
        {
            // Whoever is in the VPC may connect, on 443; what they may do there is their role's matter.
            Vpc.AddInterfaceEndpoint(name, new InterfaceVpcEndpointOptions
            {
                Service = service,
                PrivateDnsEnabled = true,
                Subnets = new SubnetSelection { SubnetGroupName = Services },
            });
        }
    }
}

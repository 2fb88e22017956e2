using System.Net;
using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Constructs;
using Store.Deploy.Environments;

namespace Store.Deploy.Network;

/// <summary>
/// The VPC: public subnets for the load balancer and the NAT gateways, private subnets for tasks, and isolated ones for the database.
/// Tasks reach AWS through VPC endpoints, unless these are off.
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
        Endpoints.AddImageLayers(Vpc);
        if (settings.Network.Endpoints ?? true)
            Endpoints.Add(Vpc, Services, settings);
        if (settings.Network.FlowLogs ?? settings.Production)
            FlowLogs.Add(this, deployment);
    }

    /// <summary>The zones of the settings, or the first two of the region. The CDK would look them up, with credentials.</summary>
    public override string[] AvailabilityZones => [.. _zones ?? [Fn.Select(0, Fn.GetAzs()), Fn.Select(1, Fn.GetAzs())]];

    /// <summary>The subnets of the tasks, also of an existing VPC.</summary>
    public static SubnetSelection ServiceSubnets => new() { SubnetGroupName = Services };

    public Vpc Vpc { get; }

    private static SubnetConfiguration Subnets(string name, SubnetType type, IPNetwork vpc) => new()
    {
        Name = name,
        SubnetType = type,
        CidrMask = vpc.PrefixLength + SubnetBits,
        MapPublicIpOnLaunch = type == SubnetType.PUBLIC ? false : null,
    };
}

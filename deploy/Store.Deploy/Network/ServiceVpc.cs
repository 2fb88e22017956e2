using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Constructs;
using Store.Deploy.Environments;

namespace Store.Deploy.Network;

/// <summary>The VPC as the other stacks see it: the one that <see cref="NetworkStack"/> creates, or an existing one.</summary>
internal static class ServiceVpc
{
    /// <param name="scope">The scope in which an existing VPC is imported. Nothing is looked up, so this needs no credentials.</param>
    /// <param name="settings">The settings of the environment.</param>
    /// <param name="created">The stack of the VPC; null for an existing one.</param>
    public static IVpc Get(Construct scope, EnvironmentSettings settings, NetworkStack? created)
    {
        if (settings.Network.Vpc is not { } vpc)
            return created!.Vpc;

        // The zones of the subnets do not appear in any template, only their number matters here.
        return Vpc.FromVpcAttributes(scope, "Vpc", new VpcAttributes
        {
            VpcId = vpc.Id,
            AvailabilityZones = [.. vpc.ServiceSubnets.Select((_, index) => Fn.Select(index, Fn.GetAzs()))],
            PublicSubnetIds = Ids(vpc.PublicSubnets),
            PublicSubnetNames = Names(vpc.PublicSubnets, NetworkStack.Public),
            PrivateSubnetIds = Ids(vpc.ServiceSubnets),
            PrivateSubnetNames = Names(vpc.ServiceSubnets, NetworkStack.Services),
            IsolatedSubnetIds = Ids(vpc.DatabaseSubnets),
            IsolatedSubnetNames = Names(vpc.DatabaseSubnets, NetworkStack.Database),
        });
    }

    private static string[]? Ids(IReadOnlyList<string> subnets) => subnets.Count == 0 ? null : [.. subnets];

    private static string[]? Names(IReadOnlyList<string> subnets, string name) => subnets.Count == 0 ? null : [name];
}

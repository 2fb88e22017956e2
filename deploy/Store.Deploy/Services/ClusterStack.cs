using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Constructs;
using Store.Deploy.Environments;
using Store.Deploy.Network;

namespace Store.Deploy.Services;

/// <summary>The ECS cluster. Container Insights reports the task counts for scaling and alarms.</summary>
internal sealed class ClusterStack : EnvironmentStack
{
    public ClusterStack(Construct scope, string id, ResourceNames names, EnvironmentSettings settings, NetworkStack? network)
        : base(scope, id, settings)
    {
        Vpc = ServiceVpc.Get(this, settings, network);
        Cluster = new Cluster(this, "Cluster", new ClusterProps
        {
            ClusterName = names.Cluster,
            Vpc = Vpc,
            ContainerInsights = true,
            EnableFargateCapacityProviders = true,
        });
    }

    public IVpc Vpc { get; }

    public Cluster Cluster { get; }
}

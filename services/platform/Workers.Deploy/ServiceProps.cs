using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;

namespace Workers.Deploy;

/// <summary>Properties of every service.</summary>
public abstract record ServiceProps
{
    /// <summary>The cluster. Its Container Insights and its Fargate capacity providers have to be enabled.</summary>
    public required ICluster Cluster { get; init; }

    /// <summary>
    /// Name of the cluster, for metrics and scaling; by default a reference to it, which is an export if the cluster is in another stack.
    /// </summary>
    public string? ClusterName { get; init; }

    /// <summary>The task definition: that of a <see cref="HostTask"/> or of a <see cref="ConfinedTask"/>.</summary>
    public required FargateTaskDefinition TaskDefinition { get; init; }

    /// <summary>The actions of the alarms.</summary>
    public required AlarmActions Alarms { get; init; }

    /// <summary>The security group of the tasks; by default one that allows outbound HTTPS, and nothing inbound.</summary>
    public ISecurityGroup? SecurityGroup { get; init; }

    /// <summary>The subnets of the tasks; by default the private ones with a route to the internet.</summary>
    public SubnetSelection? Subnets { get; init; }

    /// <summary>
    /// Share of the tasks above the minimum that run on Spot, from 0 (none) to 1 (all) in tenths; 0.9 by default. ECS starts no task on
    /// demand instead while Spot has no capacity.
    /// </summary>
    public decimal Spot { get; init; } = 0.9m;
}

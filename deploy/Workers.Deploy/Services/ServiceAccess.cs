using Amazon.CDK.AWS.EC2;
using Constructs;
using Workers.Deploy.Database;

namespace Workers.Deploy.Services;

/// <summary>Whom tasks may speak to. Nobody may speak to them, unless more is added.</summary>
internal static class ServiceAccess
{
    /// <param name="scope">Where it belongs.</param>
    /// <param name="vpc">The network.</param>
    /// <param name="tasks">The name of the tasks.</param>
    /// <param name="egressPorts">TCP ports outside, besides HTTPS.</param>
    /// <param name="database">The database server.</param>
    public static SecurityGroup Create(Construct scope, IVpc vpc, string tasks, IEnumerable<int> egressPorts, DatabaseStack database)
    {
        var group = new SecurityGroup(scope, "Access", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = $"Tasks of {tasks}",
            AllowAllOutbound = false,
        });
        group.AddEgressRule(Peer.AnyIpv4(), Amazon.CDK.AWS.EC2.Port.Tcp(443), "AWS, and what is outside");
        foreach (var port in egressPorts)
            group.AddEgressRule(Peer.AnyIpv4(), Amazon.CDK.AWS.EC2.Port.Tcp(port), "egressPorts of the environment");

        // Both ends stand here, and not the server's in its own stack, which would then have to know all services.
        _ = new CfnSecurityGroupEgress(scope, "ToDatabase", new CfnSecurityGroupEgressProps
        {
            GroupId = group.SecurityGroupId,
            IpProtocol = "tcp",
            FromPort = DatabaseStack.Port,
            ToPort = DatabaseStack.Port,
            DestinationSecurityGroupId = database.SecurityGroup.SecurityGroupId,
            Description = "Its database",
        });
        _ = new CfnSecurityGroupIngress(scope, "IntoDatabase", new CfnSecurityGroupIngressProps
        {
            GroupId = database.SecurityGroup.SecurityGroupId,
            IpProtocol = "tcp",
            FromPort = DatabaseStack.Port,
            ToPort = DatabaseStack.Port,
            SourceSecurityGroupId = group.SecurityGroupId,
            Description = tasks,
        });
        return group;
    }
}

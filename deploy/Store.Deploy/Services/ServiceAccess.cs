using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Constructs;
using Store.Deploy.Database;

namespace Store.Deploy.Services;

/// <summary>The security group of tasks: outbound HTTPS, egressPorts and the database; no inbound connections unless a rule is added.</summary>
internal static class ServiceAccess
{
    /// <param name="scope">The scope of its resources.</param>
    /// <param name="vpc">The network.</param>
    /// <param name="tasks">The name of the tasks.</param>
    /// <param name="egressPorts">Outbound TCP ports besides HTTPS.</param>
    /// <param name="database">The database server.</param>
    public static SecurityGroup Create(Construct scope, IVpc vpc, string tasks, IEnumerable<int> egressPorts, DatabaseServer database)
    {
        var group = new SecurityGroup(scope, "Access", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = $"Tasks of {tasks}",
            AllowAllOutbound = false,
        });
        group.AddEgressRule(Peer.AnyIpv4(), Amazon.CDK.AWS.EC2.Port.Tcp(443), "AWS and external services");
        foreach (var port in egressPorts)
            group.AddEgressRule(Peer.AnyIpv4(), Amazon.CDK.AWS.EC2.Port.Tcp(port), "egressPorts of the environment");

        // Both rules are in the stack of the service. Otherwise the database stack would have to know all services.
        _ = new CfnSecurityGroupEgress(scope, "ToDatabase", new CfnSecurityGroupEgressProps
        {
            GroupId = group.SecurityGroupId,
            IpProtocol = "tcp",
            FromPort = database.Port,
            ToPort = database.Port,
            DestinationSecurityGroupId = database.SecurityGroupId(scope),
            Description = "Its database",
        });
        _ = new CfnSecurityGroupIngress(scope, "IntoDatabase", new CfnSecurityGroupIngressProps
        {
            GroupId = database.SecurityGroupId(scope),
            IpProtocol = "tcp",
            FromPort = database.Port,
            ToPort = database.Port,
            SourceSecurityGroupId = group.SecurityGroupId,
            Description = tasks,
        });
        return group;
    }

    /// <summary>Creates the rules for the connections of tasks before their service: a task needs them when it starts.</summary>
    /// <param name="service">The service.</param>
    /// <param name="scope">The scope of the rules.</param>
    public static void Precede(FargateService service, Construct scope)
    {
        foreach (var rule in scope.Node.Children.Where(child => child is CfnSecurityGroupEgress or CfnSecurityGroupIngress))
            service.Node.AddDependency((IDependable)rule);
    }
}

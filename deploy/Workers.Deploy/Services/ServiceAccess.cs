using Amazon.CDK.AWS.EC2;
using Constructs;
using Workers.Deploy.Database;
using Workers.Deploy.Environments;

namespace Workers.Deploy.Services;

/// <summary>Whom a service's tasks may speak to. Nobody may speak to them, unless more is added.</summary>
internal static class ServiceAccess
{
    public static SecurityGroup Create(Construct scope, IVpc vpc, ServiceFolder service, ServiceSettings settings, DatabaseStack database)
    {
        var group = new SecurityGroup(scope, "Access", new SecurityGroupProps
        {
            Vpc = vpc,
            Description = $"Tasks of {service.Name}",
            AllowAllOutbound = false,
        });
        group.AddEgressRule(Peer.AnyIpv4(), Amazon.CDK.AWS.EC2.Port.Tcp(443), "AWS, and what is outside");
        foreach (var port in settings.EgressPorts)
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
            Description = service.Name,
        });
        return group;
    }
}

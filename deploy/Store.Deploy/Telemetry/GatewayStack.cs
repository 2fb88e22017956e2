using Amazon.CDK;
using Amazon.CDK.AWS.EC2;
using Amazon.CDK.AWS.ECS;
using Amazon.CDK.AWS.ServiceDiscovery;
using Constructs;
using Store.Deploy.Alarms;
using Store.Deploy.Environments;
using Store.Deploy.Images;
using Store.Deploy.Network;
using Store.Deploy.Services;

namespace Store.Deploy.Telemetry;

/// <summary>
/// The gateway collectors, which decide about whole traces (tail sampling), with the files of deploy/observability/collector. The sidecars
/// find all of them by a DNS name and send the spans of a trace to the same one. The number of tasks is fixed: with another number, traces go
/// to other tasks.
/// </summary>
internal sealed class GatewayStack : EnvironmentStack
{
    /// <summary>Port of OTLP over gRPC.</summary>
    public const int Port = 4317;

    /// <summary>Name of the service and of its log group, and first part of the DNS name.</summary>
    public const string Name = "collector";

    /// <summary>The DNS name's other part. It exists in this VPC only. <c>GATEWAY_HOST</c> in to-gateway.yaml has it as default.</summary>
    private const string Domain = "workers.internal";

    private const int Cpu = 512;
    private const int Memory = 2048;

    public GatewayStack(Construct scope, string id, Deployment deployment, ClusterStack cluster, GatewaySettings settings)
        : base(scope, id, deployment.Settings)
    {
        var task = new EnvironmentTask(this, deployment, Name, Cpu, Memory, []);
        foreach (var statement in new ExportTarget(deployment).Permissions(task.Logs))
            task.Definition.AddToTaskRolePolicy(statement);
        task.Add(Name, Collector.Gateway(this, deployment, Name, Memory, settings, task.Image(ImageNames.Collector, ImageNames.CollectorTag)));
        var access = new SecurityGroup(this, "Access", new SecurityGroupProps
        {
            Vpc = cluster.Vpc,
            Description = "Gateway collectors; the stack of each service adds its own ingress rule",
            AllowAllOutbound = false,
        });
        access.AddEgressRule(Peer.AnyIpv4(), Amazon.CDK.AWS.EC2.Port.Tcp(443), "Target of the telemetry");
        _ = new FargateService(this, "Service", new FargateServiceProps
        {
            ServiceName = deployment.Names.Prefix + Name,
            Cluster = cluster.Cluster,
            TaskDefinition = task.Definition,
            DesiredCount = settings.Tasks,
            CircuitBreaker = new DeploymentCircuitBreaker { Rollback = true },
            MinHealthyPercent = 100,
            MaxHealthyPercent = 200,
            VpcSubnets = NetworkStack.ServiceSubnets,
            SecurityGroups = [access],
            AssignPublicIp = false,
            EnableECSManagedTags = true,
            PropagateTags = PropagatedTagSource.SERVICE,
            CloudMapOptions = new CloudMapOptions
            {
                Name = Name,
                DnsRecordType = DnsRecordType.A,
                DnsTtl = Duration.Seconds(10),
                CloudMapNamespace = new PrivateDnsNamespace(this, "Namespace", new PrivateDnsNamespaceProps { Name = Domain, Vpc = cluster.Vpc }),
            },
        });
        EnvironmentAlarms.Actions(this, deployment.Names, deployment.Settings.Alarms)
            .AddMissingTasks(this, "Running", deployment.Names.Cluster, deployment.Names.Prefix + Name);
        SecurityGroup = access;
    }

    public ISecurityGroup SecurityGroup { get; }

    /// <summary>Lets tasks send telemetry. Both rules are in the stack of the service, as those for the database.</summary>
    public void Allow(Construct scope, string service, ISecurityGroup tasks)
    {
        _ = new CfnSecurityGroupEgress(scope, "ToGateway", new CfnSecurityGroupEgressProps
        {
            GroupId = tasks.SecurityGroupId,
            IpProtocol = "tcp",
            FromPort = Port,
            ToPort = Port,
            DestinationSecurityGroupId = SecurityGroup.SecurityGroupId,
            Description = "Gateway collectors",
        });
        _ = new CfnSecurityGroupIngress(scope, "IntoGateway", new CfnSecurityGroupIngressProps
        {
            GroupId = SecurityGroup.SecurityGroupId,
            IpProtocol = "tcp",
            FromPort = Port,
            ToPort = Port,
            SourceSecurityGroupId = tasks.SecurityGroupId,
            Description = service,
        });
    }
}

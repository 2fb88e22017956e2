using System.Text.Json.Nodes;

namespace Store.Deploy.Costs;

/// <summary>The numbers of charged things in the templates of an environment.</summary>
/// <param name="templates">The templates.</param>
/// <param name="prefix">The prefix of all names, e.g. <c>dev-</c>.</param>
internal sealed class Inventory(Templates templates, string prefix)
{
    /// <summary>Alarms that target tracking creates for each of its policies, one to scale out and one to scale in.</summary>
    private const int AlarmsOfPolicy = 2;

    public IReadOnlyList<RunningTasks> Tasks { get; } = [.. RunningTasks.In(templates, prefix)];

    public int Clusters => templates.Count("AWS::ECS::Cluster");

    public int Endpoints => InterfaceEndpoints.Count();

    /// <summary>Zones of each endpoint.</summary>
    public int EndpointZones => InterfaceEndpoints.Select(endpoint => endpoint.List("SubnetIds").Count).DefaultIfEmpty().Max();

    public int NatGateways => templates.Count("AWS::EC2::NatGateway");

    public int LoadBalancers => templates.Count("AWS::ElasticLoadBalancingV2::LoadBalancer");

    /// <summary>Public IPv4 addresses: of each load balancer one in each zone, and of each NAT gateway one.</summary>
    public int PublicAddresses =>
        templates.Of("AWS::ElasticLoadBalancingV2::LoadBalancer").Sum(balancer => balancer.List("Subnets").Count) + templates.Count("AWS::EC2::EIP");

    public bool HasAccessLogs => templates.Of("AWS::ElasticLoadBalancingV2::LoadBalancer").Any(balancer =>
        balancer.List("LoadBalancerAttributes").Any(one => one!["Key"]!.ToString() == "access_logs.s3.enabled" && one["Value"]!.ToString() == "true"));

    public bool HasFlowLogs => templates.Count("AWS::EC2::FlowLog") > 0;

    public int WebAcls => templates.Count("AWS::WAFv2::WebACL");

    public int WebAclRules => templates.Of("AWS::WAFv2::WebACL").Sum(acl => acl.List("Rules").Count);

    /// <summary>DNS namespaces of the gateway collectors.</summary>
    public int Namespaces => templates.Count("AWS::ServiceDiscovery::PrivateDnsNamespace");

    /// <summary>The database server; null for an existing one.</summary>
    public TemplateResource? Database => templates.Of("AWS::RDS::DBInstance").SingleOrDefault();

    public bool HasVault => templates.Count("AWS::Backup::BackupVault") > 0;

    /// <summary>Retention of the archive in days; 0 for none.</summary>
    public int ArchiveDays => (int)templates.Of("AWS::Events::Archive").Sum(archive => archive.Number("RetentionDays"));

    /// <summary>Metrics of the alarms: an alarm on an expression is charged for each metric in it.</summary>
    public int AlarmMetrics => templates.Of("AWS::CloudWatch::Alarm").Sum(alarm => Math.Max(Measured(alarm.List("Metrics")), 1));

    /// <summary>Metrics of the alarms that target tracking creates.</summary>
    public int ScalingAlarmMetrics => templates.Of("AWS::ApplicationAutoScaling::ScalingPolicy")
        .Select(policy => policy.Properties["TargetTrackingScalingPolicyConfiguration"])
        .OfType<JsonObject>()
        .Sum(tracking => AlarmsOfPolicy * Math.Max(Measured(tracking["CustomizedMetricSpecification"]?["Metrics"] as JsonArray ?? []), 1));

    public int Dashboards => templates.Count("AWS::CloudWatch::Dashboard");

    public int Keys => templates.Count("AWS::KMS::Key");

    /// <summary>Secrets that the templates create, and the administrator's, which RDS creates.</summary>
    public int Secrets => templates.Count("AWS::SecretsManager::Secret")
        + templates.Of("AWS::RDS::DBInstance").Count(server => server.Properties["ManageMasterUserPassword"]?.GetValue<bool>() == true);

    private IEnumerable<TemplateResource> InterfaceEndpoints =>
        templates.Of("AWS::EC2::VPCEndpoint").Where(endpoint => endpoint.Properties["VpcEndpointType"]!.ToString() == "Interface");

    private static int Measured(JsonArray metrics) => metrics.Count(metric => metric!["MetricStat"] is not null);
}

using Store.Deploy.Tests.Alarms;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Telemetry;

/// <summary>The gateway collectors of <c>telemetry.gateway</c>, here with an OTLP backend as target.</summary>
public sealed class GatewayTests(Synthesized synthesized)
{
    public static TheoryData<string> Services => Names.All;

    [Fact]
    public void It_samples_whole_traces_and_exports_to_the_target()
    {
        var collector = synthesized.Gateway.Container("collector", "collector");
        var variables = collector.Variables();

        Assert.Equal(["gateway.yaml", "to-otlp.yaml"], collector.Files());
        Assert.Equal("https://otlp.example.com/otlp", variables["OTLP_BACKEND_ENDPOINT"]);
        Assert.Equal("20", variables["SAMPLING_PERCENTAGE"]);
        Assert.True(collector["Essential"]!.GetValue<bool>());
        Assert.InRange(int.Parse(variables["COLLECTOR_MEMORY_MIB"]) * 5 / 4, 1024, int.Parse(collector["Memory"]!.ToString()));
    }

    [Fact]
    public void It_alone_has_the_backends_secret_and_no_permission_in_AWS()
    {
        var secret = Assert.Single(synthesized.Gateway.Container("collector", "collector")["Secrets"]!.AsArray());

        Assert.Equal("OTLP_BACKEND_AUTHORIZATION", secret!["Name"]!.ToString());
        Assert.Equal("arn:aws:secretsmanager:REGION:ACCOUNT:secret:prod/telemetry:authorization::", secret["ValueFrom"]!.ToString());
        Assert.Empty(synthesized.Gateway.TaskRoleStatements("collector"));
        Assert.All(Names.All, service => Assert.Null(synthesized.Gateway.Container(service.Data, "collector")["Secrets"]));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Sidecars_send_to_it_and_call_nothing_of_AWS(string service)
    {
        Assert.Equal(["sidecar.yaml", "to-gateway.yaml"], synthesized.Gateway.Container(service, "collector").Files());
        Assert.DoesNotContain(
            synthesized.Gateway.TaskRoleStatements(service),
            statement => statement.StartsWith("xray:", StringComparison.Ordinal) || statement.StartsWith("logs:", StringComparison.Ordinal));
    }

    [Fact]
    public void Two_tasks_have_the_DNS_name_that_the_sidecars_look_up()
    {
        var service = synthesized.Gateway.One("collector", "AWS::ECS::Service");
        var record = synthesized.Gateway.One("collector", "AWS::ServiceDiscovery::Service");
        var domain = synthesized.Gateway.One("collector", "AWS::ServiceDiscovery::PrivateDnsNamespace");
        var file = File.ReadAllText(Path.Combine(DeployApp.FindRoot(), "deploy", "observability", "collector", "to-gateway.yaml"));

        Assert.Equal("2", service.Text("DesiredCount"));
        Assert.Equal($"{record.Name}.Arn", service.Text("ServiceRegistries.0.RegistryArn"));
        Assert.Equal("A 10", $"{record.Text("DnsConfig.DnsRecords.0.Type")} {record.Text("DnsConfig.DnsRecords.0.TTL")}");
        Assert.Contains($"{{env:GATEWAY_HOST:-{record.Text("Name")}.{domain.Text("Name")}}}", file, StringComparison.Ordinal);
    }

    [Fact]
    public void Only_the_tasks_of_the_services_reach_it()
    {
        var group = Assert.Single(synthesized.Gateway.In("collector", "AWS::EC2::SecurityGroup"));
        var rules = synthesized.Gateway.Of("AWS::EC2::SecurityGroupIngress").Where(rule => rule.Text("GroupId") == $"{group.Name}.GroupId").ToList();

        Assert.Empty(group.List("SecurityGroupIngress"));
        Assert.Equal("0.0.0.0/0 443", Assert.Single(group.List("SecurityGroupEgress").Select(rule => $"{rule["CidrIp"]} {rule["FromPort"]}")));
        Assert.Equal(
            Names.All.Select(service => $"prod-{service.Data}").Order(StringComparer.Ordinal), rules.Select(rule => rule.Stack).Order(StringComparer.Ordinal));
        Assert.All(rules, rule => Assert.Equal("4317", rule.Text("ToPort")));
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void Tasks_may_open_connections_to_it(string service)
    {
        var group = Assert.Single(synthesized.Gateway.In("collector", "AWS::EC2::SecurityGroup"));
        var rule = Assert.Single(synthesized.Gateway.In(service, "AWS::EC2::SecurityGroupEgress"), rule => rule.Id == "ToGateway");

        Assert.Equal($"{group.Name}.GroupId 4317", $"{rule.Text("DestinationSecurityGroupId")} {rule.Text("ToPort")}");
    }

    [Fact]
    public void It_is_watched_and_there_is_none_by_default()
    {
        Assert.Equal("desired - FILL(running, 0) GreaterThanThreshold 0", synthesized.Gateway.Alarm("prod-collector-running").Describe());
        Assert.DoesNotContain("prod-collector", synthesized.Prod.Names);
        Assert.DoesNotContain("dev-collector", synthesized.Dev.Names);
    }
}

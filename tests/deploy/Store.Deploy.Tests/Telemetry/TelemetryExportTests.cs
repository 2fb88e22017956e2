using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Telemetry;

/// <summary>The target of traces and metrics, by the setting <c>telemetry.export</c>.</summary>
public sealed class TelemetryExportTests(Synthesized synthesized)
{
    private static readonly string[] OfTelemetry = ["xray:", "logs:", "aps:"];

    public static TheoryData<string> Services => Names.All;

    [Theory]
    [MemberData(nameof(Services))]
    public void To_CloudWatch_go_traces_and_the_metrics_of_alarms_and_dashboard(string service)
    {
        var collector = synthesized.Dev.Container(service, "collector");
        var program = synthesized.Dev.Container(service, service).Variables();

        Assert.Equal(["sidecar.yaml", "to-cloudwatch.yaml"], collector.Files());
        Assert.Equal("Workers/dev", collector.Variables()["CLOUDWATCH_NAMESPACE"]);
        Assert.Equal($"/workers/dev/{service}", collector.Variables()["CLOUDWATCH_LOG_GROUP"]);
        Assert.Equal(
            ["xray:PutTraceSegments on *", $"logs:CreateLogStream logs:PutLogEvents on arn:aws:logs:REGION:ACCOUNT:log-group:/workers/dev/{service}:*"],
            Permissions(synthesized.Dev, service));
        Assert.Equal("delta", program["OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE"]);
        Assert.Equal("base2_exponential_bucket_histogram", program["OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION"]);
        Assert.Equal("1", program["Telemetry__SamplingRatio"]);
    }

    [Theory]
    [MemberData(nameof(Services))]
    public void To_Prometheus_go_all_metrics_of_the_workspace_alone_and_the_traces_to_XRay(string service)
    {
        var collector = synthesized.Prometheus.Container(service, "collector");
        var program = synthesized.Prometheus.Container(service, service).Variables();

        Assert.Equal(["sidecar.yaml", "to-aws.yaml"], collector.Files());
        Assert.Equal(
            "https://aps-workspaces.REGION.amazonaws.com/workspaces/ws-1234/api/v1/remote_write",
            collector.Variables()["PROMETHEUS_REMOTE_WRITE_ENDPOINT"]);
        Assert.Equal(
            ["xray:PutTraceSegments on *", "aps:RemoteWrite on arn:aws:aps:REGION:111122223333:workspace/ws-1234"],
            Permissions(synthesized.Prometheus, service));
        Assert.DoesNotContain(program.Keys, name => name.StartsWith("OTEL_EXPORTER_OTLP_METRICS_", StringComparison.Ordinal));
        Assert.Equal(service == "payment" ? "0.5" : "0.25", program["Telemetry__SamplingRatio"]);
    }

    [Fact]
    public void The_VPC_endpoints_are_those_that_the_target_needs()
    {
        Assert.Contains("xray", synthesized.Dev.Endpoints());
        Assert.DoesNotContain("aps-workspaces", synthesized.Dev.Endpoints());
        Assert.Superset(new HashSet<string> { "xray", "aps-workspaces" }, synthesized.Prometheus.Endpoints().ToHashSet(StringComparer.Ordinal));
        Assert.DoesNotContain("xray", synthesized.Gateway.Endpoints());
    }

    /// <summary>They would never fire. The other targets have their own.</summary>
    [Fact]
    public void Without_metrics_in_CloudWatch_there_are_no_alarms_on_them()
    {
        Assert.Contains("Workers/dev", Namespaces(synthesized.Dev));
        Assert.All([synthesized.Prometheus, synthesized.Gateway], stacks => Assert.DoesNotContain(
            Namespaces(stacks), space => space.StartsWith("Workers/", StringComparison.Ordinal)));
        Assert.NotEmpty(Namespaces(synthesized.Gateway));
    }

    [Fact]
    public void A_service_may_record_another_share_of_its_traces() => Assert.Equal(
        "0.5", synthesized.Prometheus.Container("payment", "payment").Variables()["Telemetry__SamplingRatio"]);

    private static IEnumerable<string> Namespaces(Stacks stacks) => stacks.Of("AWS::CloudWatch::Alarm").SelectMany(alarm =>
        alarm.List("Metrics").Select(metric => metric["MetricStat"]?["Metric"]?["Namespace"]?.ToString()).Append(alarm.Text("Namespace"))).OfType<string>();

    private static IEnumerable<string> Permissions(Stacks stacks, string service) => stacks.TaskRoleStatements(service)
        .Where(statement => OfTelemetry.Any(start => statement.StartsWith(start, StringComparison.Ordinal)));
}

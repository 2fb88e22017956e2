using Amazon.CDK.AWS.EC2;
using Store.Deploy.Environments;

namespace Store.Deploy.Telemetry;

/// <summary>
/// The VPC endpoints that collectors need. Metrics for CloudWatch are log lines, and CloudWatch Logs has an endpoint already. With a NAT
/// gateway, metrics reach Prometheus without an endpoint.
/// </summary>
internal static class TelemetryEndpoints
{
    public static IEnumerable<(string Name, InterfaceVpcEndpointAwsService Service)> Of(EnvironmentSettings settings)
    {
        if (settings.Telemetry.Export == TelemetrySettings.Otlp)
            yield break;
        yield return ("XRay", InterfaceVpcEndpointAwsService.XRAY);
        if (settings.Telemetry.Export == TelemetrySettings.Prometheus && settings.NatGateways == 0)
            yield return ("Prometheus", InterfaceVpcEndpointAwsService.PROMETHEUS_WORKSPACES);
    }
}

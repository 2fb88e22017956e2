using System.Text.Json.Nodes;
using Store.Deploy.Environments;
using Store.Deploy.Tests.Synthesis;

namespace Store.Deploy.Tests.Telemetry;

/// <summary>Errors in the key <c>telemetry</c>.</summary>
public sealed class TelemetryRuleTests
{
    [Theory]
    [InlineData("""{ "export": "datadog" }""", "telemetry.export: 'datadog' is not one of cloudwatch, prometheus, otlp.")]
    [InlineData("""{ "export": "prometheus" }""", "telemetry.prometheusWorkspace: '' is not the ARN of a workspace")]
    [InlineData("""{ "export": "prometheus", "prometheusWorkspace": "ws-1" }""", "telemetry.prometheusWorkspace: 'ws-1' is not the ARN")]
    [InlineData("""{ "export": "otlp" }""", "telemetry.endpoint: '' is not an HTTPS URL with port 443")]
    [InlineData("""{ "export": "otlp", "endpoint": "https://otlp.example.com:4318" }""", "is not an HTTPS URL with port 443")]
    [InlineData("""{ "export": "otlp", "endpoint": "http://otlp.example.com" }""", "is not an HTTPS URL with port 443")]
    [InlineData("""{ "export": "otlp", "endpoint": "https://otlp.example.com" }""", "telemetry.endpoint: without a NAT gateway tasks reach only AWS")]
    [InlineData("""{ "export": "otlp", "authorization": "a b" }""", "telemetry.authorization: 'a b' is not the name of a secret")]
    [InlineData("""{ "endpoint": "https://otlp.example.com" }""", "telemetry.endpoint: it has an effect only with the export otlp")]
    [InlineData("""{ "authorization": "dev/otlp" }""", "telemetry.authorization: it has an effect only with the export otlp")]
    [InlineData(
        """{ "prometheusWorkspace": "arn:aws:aps:eu-west-1:111122223333:workspace/ws-1" }""",
        "telemetry.prometheusWorkspace: it has an effect only with the export prometheus")]
    [InlineData("""{ "sampling": 1.5 }""", "telemetry.sampling: 1.5 is not between 0 and 1")]
    [InlineData("""{ "sampling": 0.1, "gateway": {} }""", "telemetry.sampling: 0.1 hides failed traces from the gateway")]
    [InlineData("""{ "gateway": { "tasks": 1 } }""", "telemetry.gateway.tasks: 1 is not between 2 and 10")]
    [InlineData("""{ "gateway": { "keepPercent": 101 } }""", "telemetry.gateway.keepPercent: 101 is not between 0 and 100")]
    [InlineData("""{ "hasMetricsInCloudWatch": true }""", "hasMetricsInCloudWatch")]
    public void A_wrong_value_is_reported_with_its_key(string telemetry, string expected)
    {
        var message = Assert.Throws<DeployException>(() => Read(telemetry)).Message;

        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "export": "cloudwatch", "sampling": 0 }""")]
    [InlineData("""{ "gateway": {} }""")]
    [InlineData("""{ "gateway": { "tasks": 10, "keepPercent": 0 } }""")]
    [InlineData("""{ "export": "prometheus", "prometheusWorkspace": "arn:aws:aps:eu-west-1:111122223333:workspace/ws-1", "gateway": {} }""")]
    public void Good_values_are_accepted(string telemetry) => Assert.NotNull(Read(telemetry));

    private static EnvironmentSettings Read(string telemetry)
    {
        using var clone = new Clone();
        clone.ChangeEnvironment("dev", settings => settings["telemetry"] = JsonNode.Parse(telemetry));
        return EnvironmentFile.Read(
            Path.Combine(clone.Root, "deploy", "environments"), "dev", ServiceFolders.Find(Path.Combine(clone.Root, "services", "store")));
    }
}

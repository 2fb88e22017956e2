using Amazon.CDK;
using Amazon.CDK.AWS.IAM;
using Amazon.CDK.AWS.Logs;
using Constructs;
using Store.Deploy.Environments;
using Store.Deploy.Services;
using EcsSecret = Amazon.CDK.AWS.ECS.Secret;
using Secret = Amazon.CDK.AWS.SecretsManager.Secret;

namespace Store.Deploy.Telemetry;

/// <summary>What a collector that exports to the target of the environment needs.</summary>
internal sealed class ExportTarget(Deployment deployment)
{
    private TelemetrySettings Settings => deployment.Settings.Telemetry;

    /// <summary>The file with its exporters, in deploy/observability/collector.</summary>
    public string File => Settings.Export switch
    {
        TelemetrySettings.Prometheus => "to-aws.yaml",
        TelemetrySettings.Otlp => "to-otlp.yaml",
        _ => "to-cloudwatch.yaml",
    };

    /// <summary>Values of the variables in that file.</summary>
    /// <param name="scope">A scope in the stack of the task.</param>
    /// <param name="task">Name of the task, whose log group receives the metrics as log lines.</param>
    public IEnumerable<(string Name, string Value)> Variables(Construct scope, string task) => Settings.Export switch
    {
        TelemetrySettings.Prometheus => [("PROMETHEUS_REMOTE_WRITE_ENDPOINT", RemoteWriteUrl(scope))],
        TelemetrySettings.Otlp => [("OTLP_BACKEND_ENDPOINT", Settings.Endpoint!)],
        _ => [("CLOUDWATCH_LOG_GROUP", deployment.Names.LogGroup(task)), ("CLOUDWATCH_NAMESPACE", deployment.Names.MetricNamespace)],
    };

    /// <summary>Secret variables in that file.</summary>
    /// <param name="scope">A scope in the stack of the task.</param>
    public IDictionary<string, EcsSecret> Secrets(Construct scope)
    {
        if (Settings.Authorization is not { } authorization)
            return new Dictionary<string, EcsSecret>();
        var parts = authorization.Split(':');
        var secret = Secret.FromSecretNameV2(scope, "TelemetryAuthorization", parts[0]);
        return new Dictionary<string, EcsSecret>
        {
            ["OTLP_BACKEND_AUTHORIZATION"] = EcsSecret.FromSecretsManager(secret, parts.ElementAtOrDefault(1)),
        };
    }

    /// <summary>Permissions of the collector's task. X-Ray has no resource-level permissions for this action.</summary>
    public IEnumerable<PolicyStatement> Permissions(ILogGroup logs)
    {
        if (Settings.Export == TelemetrySettings.Otlp)
            yield break;
        yield return TaskPermissions.Allow("Traces", "*", "xray:PutTraceSegments");
        yield return Settings.Export == TelemetrySettings.Prometheus
            ? TaskPermissions.Allow("Metrics", Settings.PrometheusWorkspace!, "aps:RemoteWrite")
            : TaskPermissions.Allow("Metrics", logs.LogGroupArn, "logs:CreateLogStream", "logs:PutLogEvents");
    }

    /// <summary>In the region of the workspace (Amazon Managed Service for Prometheus User Guide, "Remote write").</summary>
    private string RemoteWriteUrl(Construct scope)
    {
        var arn = Settings.PrometheusWorkspace!.Split(':');
        var workspace = arn[^1]["workspace/".Length..];
        return $"https://aps-workspaces.{arn[3]}.{Stack.Of(scope).UrlSuffix}/workspaces/{workspace}/api/v1/remote_write";
    }
}

namespace Store.Deploy.Environments;

/// <summary>The target of traces and metrics.</summary>
internal sealed record TelemetrySettings
{
    public const string CloudWatch = "cloudwatch";
    public const string Prometheus = "prometheus";
    public const string Otlp = "otlp";

    /// <summary>
    /// <c>cloudwatch</c>, the default: traces to X-Ray, and the metrics of alarms and dashboard to CloudWatch. <c>prometheus</c>: traces to
    /// X-Ray, all metrics to Amazon Managed Service for Prometheus. <c>otlp</c>: both to a backend that accepts OTLP over HTTP.
    /// </summary>
    public string Export { get; init; } = CloudWatch;

    /// <summary>ARN of the workspace; mandatory with <c>prometheus</c>.</summary>
    public string? PrometheusWorkspace { get; init; }

    /// <summary>HTTPS URL of the backend, without <c>/v1/traces</c>; mandatory with <c>otlp</c>.</summary>
    public string? Endpoint { get; init; }

    /// <summary>
    /// Secret in Secrets Manager with the whole value of the Authorization header, <c>NAME</c> or <c>NAME:FIELD</c>; only with <c>otlp</c>, none
    /// by default.
    /// </summary>
    public string? Authorization { get; init; }

    /// <summary>
    /// Share of recorded traces, 0 to 1, the default: a service that starts a trace decides. A service can override it by
    /// <c>Telemetry__SamplingRatio</c> in its settings.
    /// </summary>
    public double Sampling { get; init; } = 1;

    /// <summary>
    /// Gateway collectors between the tasks and the target, which keep failed and slow traces and a share of the others; none by default.
    /// </summary>
    public GatewaySettings? Gateway { get; init; }

    /// <summary>Whether the workers' own metrics are in CloudWatch, for alarms and dashboard. Internal, so that it is no key of the file.</summary>
    internal bool HasMetricsInCloudWatch => Export == CloudWatch;
}

/// <summary>The gateway collectors.</summary>
internal sealed record GatewaySettings
{
    /// <summary>Number of tasks, 2 (the default) to 10. A change splits the traces of that moment.</summary>
    public int Tasks { get; init; } = 2;

    /// <summary>Percentage of the traces without failure that are kept although they are not slow, 0 to 100; 10 by default.</summary>
    public int KeepPercent { get; init; } = 10;
}

using Amazon.CDK.AWS.ECS;

namespace Workers.Deploy.Services;

/// <summary>
/// The OpenTelemetry collector as a sidecar, with the files of deploy/observability/collector: traces go to X-Ray, and the metrics that
/// alarms need to CloudWatch. If it stops, the program continues.
/// </summary>
internal static class Collector
{
    /// <summary>MiB; a quarter more than the collector's own limit.</summary>
    public const int Memory = 320;

    private const int OwnLimit = 256;

    public static ContainerDefinitionOptions Container(Deployment deployment, ServiceFolder service, ContainerImage image) => new()
    {
        Image = image,
        User = "10001",
        Essential = false,
        MemoryLimitMiB = Memory,
        Command = ["--config=env:COLLECTOR_SIDECAR", "--config=env:COLLECTOR_TO_CLOUDWATCH"],
        Environment = new Dictionary<string, string>
        {
            ["COLLECTOR_SIDECAR"] = Settings(deployment, "sidecar.yaml"),
            ["COLLECTOR_TO_CLOUDWATCH"] = Settings(deployment, "to-cloudwatch.yaml"),
            ["COLLECTOR_MEMORY_MIB"] = $"{OwnLimit}",
            ["CLOUDWATCH_LOG_GROUP"] = deployment.Names.LogGroup(service.Name),
            ["CLOUDWATCH_NAMESPACE"] = deployment.Names.MetricNamespace,
        },
    };

    private static string Settings(Deployment deployment, string file) => File.ReadAllText(Path.Combine(deployment.CollectorFolder, file));
}

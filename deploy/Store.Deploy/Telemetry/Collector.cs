using System.Globalization;
using Amazon.CDK.AWS.ECS;
using Constructs;
using Store.Deploy.Environments;
using Store.Deploy.Telemetry;

namespace Store.Deploy.Telemetry;

/// <summary>
/// The container of an OpenTelemetry collector, with the files of deploy/observability/collector: as a sidecar, or as a gateway behind the
/// sidecars. It exports to the target of the environment; a sidecar with a gateway exports to that.
/// </summary>
internal static class Collector
{
    /// <summary>Memory of a sidecar in MiB.</summary>
    public const int Memory = 320;

    /// <summary>If it stops, the program continues, and ECS starts it again.</summary>
    public static ContainerDefinitionOptions Sidecar(Construct scope, Deployment deployment, string task, ContainerImage image)
    {
        var options = deployment.Settings.Telemetry.Gateway is null
            ? Exporting(scope, deployment, task, image, Memory, "sidecar.yaml")
            : Container(deployment, image, Memory, ["sidecar.yaml", "to-gateway.yaml"]);
        options.Essential = false;
        return options;
    }

    public static ContainerDefinitionOptions Gateway(
        Construct scope, Deployment deployment, string task, int memory, GatewaySettings settings, ContainerImage image)
    {
        var options = Exporting(scope, deployment, task, image, memory, "gateway.yaml");
        options.Environment!["SAMPLING_PERCENTAGE"] = settings.KeepPercent.ToString(CultureInfo.InvariantCulture);
        return options;
    }

    private static ContainerDefinitionOptions Exporting(
        Construct scope, Deployment deployment, string task, ContainerImage image, int memory, string role)
    {
        var target = new ExportTarget(deployment);
        var options = Container(deployment, image, memory, [role, target.File]);
        options.Secrets = target.Secrets(scope);
        foreach (var (name, value) in target.Variables(scope, task))
            options.Environment![name] = value;
        return options;
    }

    private static ContainerDefinitionOptions Container(Deployment deployment, ContainerImage image, int memory, string[] files)
    {
        var variables = files.ToDictionary(
            file => $"COLLECTOR_{Path.GetFileNameWithoutExtension(file).Replace('-', '_').ToUpperInvariant()}",
            file => File.ReadAllText(Path.Combine(deployment.CollectorFolder, file)),
            StringComparer.Ordinal);
        return new ContainerDefinitionOptions
        {
            Image = image,
            User = "10001",
            MemoryLimitMiB = memory,
            Command = [.. variables.Keys.Select(variable => $"--config=env:{variable}")],
            Environment = new Dictionary<string, string>(variables, StringComparer.Ordinal)
            {
                // The collector's own limit. It needs a quarter more in all.
                ["COLLECTOR_MEMORY_MIB"] = $"{memory * 4 / 5}",
            },
        };
    }
}

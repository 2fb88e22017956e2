using Amazon.CDK;
using Amazon.CDK.AWS.ECS;

namespace Store.Deploy.Services;

/// <summary>Properties of the images that deploy/Dockerfile builds.</summary>
internal static class ServiceImage
{
    /// <summary>The user "app" of Microsoft's images.</summary>
    public const string User = "1654";

    /// <summary>Port of the program.</summary>
    public const int Port = 8080;

    /// <summary>URL of the operators' endpoints and of the health check; reachable only inside the task.</summary>
    public const string ManagementUrl = "http://127.0.0.1:8081";

    /// <summary>The writable folders; everything else is read-only.</summary>
    public static IReadOnlyDictionary<string, string> WritableFolders { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["data"] = "/data",
        ["tmp"] = "/tmp",
    };

    /// <summary>Mounts the volumes of the writable folders.</summary>
    public static void MountFolders(ContainerDefinition container) => container.AddMountPoints(
        [.. WritableFolders.Select(folder => new MountPoint { SourceVolume = folder.Key, ContainerPath = folder.Value, ReadOnly = false })]);

    /// <summary>
    /// Longer than the host's shutdown, 25 s at most (Workers.Hosting/WorkerBus.cs). Otherwise ECS would kill the program during its last
    /// deletes. The rest is for telemetry, and for a slow machine. Fargate allows 120 s at most.
    /// </summary>
    public static Duration StopTimeout { get; } = Duration.Seconds(40);

    /// <summary>Checks only that the process answers: a restart would not fix any other problem.</summary>
    public static HealthCheck HealthCheck { get; } = new()
    {
        Command = ["CMD", "dotnet", "service.dll", "--healthcheck"],
        Interval = Duration.Seconds(15),
        Timeout = Duration.Seconds(5),
        Retries = 3,
        StartPeriod = Duration.Seconds(60),
    };
}

using Amazon.CDK;
using Amazon.CDK.AWS.ECS;

namespace Workers.Deploy;

/// <summary>
/// The container of a program of Workers.Hosting, in an image as the Dockerfile of the templates builds it: the program is <c>service.dll</c>, and the
/// user is that of Microsoft's images.
/// </summary>
public static class HostContainer
{
    /// <summary>The user "app" of Microsoft's images.</summary>
    public const string User = "1654";

    /// <summary>Port of the program.</summary>
    public const int Port = 8080;

    /// <summary>URL of the operators' endpoints and of the health check; reachable only inside the task.</summary>
    public const string ManagementUrl = "http://127.0.0.1:8081";

    /// <summary>The writable folders, by the names of their volumes; everything else is read-only.</summary>
    public static IReadOnlyDictionary<string, string> WritableFolders { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["data"] = "/data",
        ["tmp"] = "/tmp",
    };

    /// <summary>
    /// Longer than the host's shutdown, 25 s at most. Otherwise ECS would kill the program during its last
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

    /// <summary>The environment variables that the host needs in production.</summary>
    /// <param name="eventBusName">Name of the bus.</param>
    /// <param name="prefix">Prefix of the names of queues.</param>
    public static IReadOnlyDictionary<string, string> Environment(string eventBusName, string prefix) => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["ASPNETCORE_HTTP_PORTS"] = $"{Port}",
        ["Bus"] = eventBusName,
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["ManagementUrl"] = ManagementUrl,
        ["QueuePrefix"] = prefix,
    };

    /// <summary>Mounts the volumes of the writable folders.</summary>
    /// <param name="container">The container of the program.</param>
    public static void MountFolders(ContainerDefinition container)
    {
        ArgumentNullException.ThrowIfNull(container);
        container.AddMountPoints(
            [.. WritableFolders.Select(folder => new MountPoint { SourceVolume = folder.Key, ContainerPath = folder.Value, ReadOnly = false })]);
    }
}

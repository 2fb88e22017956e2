using Amazon.CDK;
using Amazon.CDK.AWS.ECS;

namespace Workers.Deploy.Services;

/// <summary>What deploy/Dockerfile makes of every service.</summary>
internal static class ServiceImage
{
    /// <summary>The user "app" of Microsoft's images.</summary>
    public const string User = "1654";

    /// <summary>Where the program answers.</summary>
    public const int Port = 8080;

    /// <summary>Where it answers operators, and its own health check: from within the task alone.</summary>
    public const string ManagementUrl = "http://127.0.0.1:8081";

    /// <summary>The folders that it may write to; all else is read-only.</summary>
    public static IReadOnlyDictionary<string, string> WritableFolders { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["data"] = "/data",
        ["tmp"] = "/tmp",
    };

    /// <summary>
    /// Longer than the host takes to shut down at most, 25 s (Workers.Hosting/WorkerBus.cs), or else ECS would kill the program among
    /// its last deletes; the rest is for its telemetry, and for a slow machine. 120 s is the longest that Fargate waits.
    /// </summary>
    public static Duration StopTimeout { get; } = Duration.Seconds(40);

    /// <summary>Whether the process answers; starting it anew would mend nothing else.</summary>
    public static HealthCheck HealthCheck { get; } = new()
    {
        Command = ["CMD", "dotnet", "service.dll", "--healthcheck"],
        Interval = Duration.Seconds(15),
        Timeout = Duration.Seconds(5),
        Retries = 3,
        StartPeriod = Duration.Seconds(60),
    };
}

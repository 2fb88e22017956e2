using System.Text.Json;
using Workers.Cli.Connections;
using Workers.Cli.Traces;

namespace Workers.Cli.Commands;

/// <summary>Prints the traces with an order, an event or any other value.</summary>
internal static class TracesCommand
{
    /// <summary>Maximum characters of a search.</summary>
    public const int LongestSearch = 500;

    private const string KeyVariable = "WORKERS_DASHBOARD_KEY";

    /// <summary>The data folder of the system running from a clone, which has the address and key of its dashboard.</summary>
    public static string DefaultData { get; } = Path.Combine("services", "store", "Store.AppHost", ".data");

    public static async Task<int> RunAsync(TracesOptions options, CancellationToken stopping)
    {
        using var xray = options.XRayRegion is { } region ? AwsApi.XRay(region, endpoint: null) : null;
        ITraceSource source = xray is not null ? new XRayTraces(xray, TimeProvider.System)
            : options.Jaeger is { } jaeger ? new JaegerTraces(jaeger, TimeProvider.System)
            : Dashboard(options);
        var traces = await source.FindAsync(options.Search, stopping);
        if (traces.Count == 0)
            throw new CliException(
                $"No trace with '{options.Search}' was found. New traces appear after a second; old ones are deleted.");

        if (options.Json)
            await Console.Out.WriteLineAsync(TraceJson.Of(traces));
        else
            TraceText.Write(Console.Out, traces, options.Databases);
        return 0;
    }

    private static DashboardTraces Dashboard(TracesOptions options)
    {
        var running = ReadRunning(Path.Combine(options.Data, "dashboard.json"));
        var key = options.ApiKey ?? (Environment.GetEnvironmentVariable(KeyVariable) is { Length: > 0 } set ? set : running?.ApiKey);
        return (options.Dashboard ?? running?.Url) is { } url
            ? new DashboardTraces(url, key)
            : throw new CliException(
                $"No system is running from here: {Path.Combine(options.Data, "dashboard.json")} does not exist. Start it (dotnet run --project services/store/Store.AppHost), "
                + "run this in the folder of the clone, or set the dashboard with --dashboard and --api-key.");
    }

    private static RunningDashboard? ReadRunning(string file)
    {
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize<RunningDashboard>(File.ReadAllBytes(file), JsonSerializerOptions.Web) : null;
        }
        catch (JsonException error)
        {
            throw new CliException($"{file}: {error.Message} Set the dashboard with --dashboard and --api-key.", error);
        }
    }

    private sealed record RunningDashboard(Uri Url, string ApiKey);
}

/// <summary>The search and its target.</summary>
/// <param name="Search">An order, an event, a trace, or any attribute's value.</param>
/// <param name="Dashboard">The dashboard; null for the one of the running system.</param>
/// <param name="ApiKey">The key of its telemetry API; null likewise.</param>
/// <param name="Data">The data folder of the running system.</param>
/// <param name="Jaeger">Jaeger's query service instead; null for a dashboard.</param>
/// <param name="XRayRegion">The region of X-Ray instead; null for none.</param>
/// <param name="Databases">Whether database calls are shown.</param>
/// <param name="Json">Whether JSON is printed.</param>
internal sealed record TracesOptions(string Search, Uri? Dashboard, string? ApiKey, string Data, Uri? Jaeger, string? XRayRegion, bool Databases, bool Json);

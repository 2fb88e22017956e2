using System.CommandLine;
using System.Text.Json;
using Amazon.Runtime;
using Workers.Cli.Connections;
using Workers.Cli.Commands;

namespace Workers.Cli.Traces;

/// <summary>Prints the traces with an order, an event or any other value.</summary>
internal static class TraceCommand
{
    /// <summary>Maximum characters of a search.</summary>
    public const int LongestSearch = 500;

    private const string KeyVariable = "WORKERS_DASHBOARD_KEY";

    /// <summary>The data folder of the system running from a clone, which has the address and key of its dashboard.</summary>
    public static string DefaultData { get; } = Path.Combine("services", "store", "Store.AppHost", ".data");

    public static Command Create()
    {
        var search = new Argument<string>("order")
        {
            Description = "Order number, event id, trace id, or the value of any attribute of a span",
        };
        search.Validators.Add(result =>
        {
            var order = result.GetValueOrDefault<string>();
            if (string.IsNullOrWhiteSpace(order))
                result.AddError("ORDER is empty: name an order, an event or a trace.");
            else if (order.StartsWith("--", StringComparison.Ordinal))
                result.AddError($"There is no option {order}: see 'trace --help'.");
            else if (order.Length > LongestSearch)
                result.AddError($"ORDER has {order.Length} characters; at most {LongestSearch} are allowed.");
        });
        var dashboard = new Option<Uri?>("--dashboard") { CustomParser = ConnectionOptions.Url("http://127.0.0.1:18888"), Description = "The dashboard, such as http://127.0.0.1:18888. Default: the dashboard of the system running from this clone" };
        var key = new Option<string?>("--api-key") { Description = "Key of the dashboard's telemetry API. Default: WORKERS_DASHBOARD_KEY, or the key of the system running from this clone" };
        var data = new Option<string>("--data") { Description = "Data folder of the running system", DefaultValueFactory = _ => DefaultData };
        var jaeger = new Option<Uri?>("--jaeger") { CustomParser = ConnectionOptions.Url("http://127.0.0.1:16686"), Description = "Use Jaeger's query service instead, such as http://127.0.0.1:16686" };
        var xray = new Option<bool>("--xray") { Description = "Use AWS X-Ray instead, with the region and credentials of the AWS SDK" };
        var environment = new Option<string?>("--environment") { Description = "Use AWS X-Ray in the region of deploy/environments/NAME.json" };
        var databases = new Option<bool>("--databases") { Description = "Also show database calls" };
        var json = new Option<bool>("--json") { Description = "Print a JSON array with all data instead" };
        var traces = new Command("trace", "Print the traces of an order as trees") { search, dashboard, key, data, jaeger, xray, environment, databases, json };
        traces.Aliases.Add("traces");
        traces.Validators.Add(result =>
        {
            Option[] sources = [dashboard, jaeger, xray, environment];
            if (sources.Where(option => result.GetResult(option) is not null).Select(option => option.Name).ToList() is [var first, var second, ..])
                result.AddError($"{first} and {second} cannot be combined.");
        });
        traces.SetAction((parsed, stopping) => ExitCode.OfAsync<CliException>(() => RunAsync(
            new(
                parsed.GetValue(search)!,
                parsed.GetValue(dashboard),
                parsed.GetValue(key),
                parsed.GetValue(data)!,
                parsed.GetValue(jaeger),
                XRayRegion(parsed.GetValue(xray), parsed.GetValue(environment)),
                parsed.GetValue(databases),
                parsed.GetValue(json)),
            stopping), stopping));
        return traces;
    }

    public static async Task<int> RunAsync(TraceOptions options, CancellationToken stopping)
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

    private static DashboardTraces Dashboard(TraceOptions options)
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

    /// <summary>The region to search in by X-Ray; null for another source of traces.</summary>
    private static string? XRayRegion(bool isAsked, string? environment)
    {
        if (!isAsked && environment is null)
            return null;
        var region = environment is null ? null : DeployedEnvironment.Read(environment).Region;
        AwsAccess.Check(region);
        return region ?? FallbackRegionFactory.GetRegionEndpoint().SystemName;
    }
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
internal sealed record TraceOptions(string Search, Uri? Dashboard, string? ApiKey, string Data, Uri? Jaeger, string? XRayRegion, bool Databases, bool Json);

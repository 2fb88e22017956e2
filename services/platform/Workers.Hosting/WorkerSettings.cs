using System.Globalization;
using System.Text.RegularExpressions;
using Amazon.Runtime;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Workers.EventBridge.Diagnostics;
using Workers.Hosting.Subscriptions;

namespace Workers.Hosting;

/// <summary>The settings of every worker.</summary>
/// <param name="Name">The worker's name: its assembly's, without <c>.Worker</c>, in lower case.</param>
/// <param name="Assembly">Name of its assembly.</param>
/// <param name="Version">Its version.</param>
/// <param name="Bus"><c>Bus</c>: name or ARN of the event bus; <c>store</c> by default.</param>
/// <param name="QueuePrefix"><c>QueuePrefix</c>: prefix for the queue name, such as <c>prod-</c>; none by default.</param>
/// <param name="MaxPutEventsSize"><c>MaxPutEventsSize</c>: maximum bytes of a PutEvents call; 1,048,576 by default, AWS's limit.</param>
/// <param name="SqsUrl">
/// <c>AWS_ENDPOINT_URL_SQS</c>, else <c>AWS_ENDPOINT_URL</c>: an endpoint instead of AWS; in development <c>http://127.0.0.1:4566</c> if no
/// region or profile is set.
/// </param>
/// <param name="EventBridgeUrl">The same, with <c>AWS_ENDPOINT_URL_EVENTBRIDGE</c>.</param>
/// <param name="RequireTopologyTag">
/// <c>RequireTopologyTag</c>: publish events only to a bus that <c>provision</c> has tagged; true by default if EventBridge is an emulator,
/// which loses everything when it stops.
/// </param>
/// <param name="Region">
/// <c>AWS_REGION</c> or <c>AWS_DEFAULT_REGION</c>; with an endpoint <c>eu-west-1</c> by default, as for LocalAws and the provisioner.
/// </param>
/// <param name="DataDirectory"><c>DataDirectory</c>: folder for files; <c>data</c> next to the program by default.</param>
/// <param name="ConnectionString"><c>ConnectionStrings:Store</c>, or a SQLite file in <c>DataDirectory</c>.</param>
/// <param name="SubscriptionFile"><c>SubscriptionFile</c>: <c>subscription.json</c> next to the program by default.</param>
/// <param name="ParentProcessId"><c>ParentProcessId</c>: the worker stops when that process has ended.</param>
internal sealed partial record WorkerSettings(
    string Name,
    string Assembly,
    string Version,
    string Bus,
    string QueuePrefix,
    int MaxPutEventsSize,
    Uri? SqsUrl,
    Uri? EventBridgeUrl,
    bool RequireTopologyTag,
    string Region,
    string DataDirectory,
    string ConnectionString,
    string SubscriptionFile,
    int? ParentProcessId)
{
    private const int MaxPutEventsBytes = 1_048_576;

    private static readonly string[] AwsDomains = [".amazonaws.com", ".amazonaws.com.cn", ".api.aws"];

    private const string LocalEndpoint = "http://127.0.0.1:4566";

    /// <summary>An emulator accepts any credentials; a search for real ones would take seconds, and could leak them.</summary>
    public AWSCredentials? Credentials =>
        SqsUrl?.IsLoopback == true && EventBridgeUrl?.IsLoopback == true ? new BasicAWSCredentials("local", "local") : null;

    public static WorkerSettings Read(System.Reflection.Assembly worker, IConfiguration configuration, IHostEnvironment environment)
    {
        var assembly = worker.GetName();
        var name = assembly.Name!.Replace(".Worker", "", StringComparison.Ordinal).ToLowerInvariant();
        var eventBridge = Endpoint("EVENTBRIDGE", configuration, environment);
        var data = Path.GetFullPath(configuration["DataDirectory"] ?? "data", AppContext.BaseDirectory);
        return new WorkerSettings(
            name,
            assembly.Name!,
            AssemblyVersion.Of(worker),
            BusName(configuration["Bus"]),
            Prefix(configuration["QueuePrefix"] ?? ""),
            PutEventsSize(configuration["MaxPutEventsSize"]),
            Endpoint("SQS", configuration, environment),
            eventBridge,
            Flag("RequireTopologyTag", configuration) ?? IsEmulator(eventBridge),
            RegionName("AWS_REGION", configuration) ?? RegionName("AWS_DEFAULT_REGION", configuration) ?? "eu-west-1",
            data,
            configuration.GetConnectionString("Store") ?? $"Data Source={Path.Combine(data, name + ".db")}",
            configuration["SubscriptionFile"] ?? Path.Combine(AppContext.BaseDirectory, Subscriptions.SubscriptionFile.Name),
            configuration.GetValue<int?>("ParentProcessId"));
    }

    private static string Prefix(string prefix) => QueueTopology.IsPrefix(prefix)
        ? prefix
        : throw new SettingsException($"QueuePrefix '{prefix}' is not valid: it is up to 16 letters, digits, '-' and '_', such as prod-.");

    // Below one kilobyte there is no room for the metadata.
    private static int PutEventsSize(string? bytes) => string.IsNullOrWhiteSpace(bytes)
        ? MaxPutEventsBytes
        : int.TryParse(bytes, NumberStyles.None, CultureInfo.InvariantCulture, out var size) && size is >= 1024 and <= MaxPutEventsBytes
            ? size
            : throw new SettingsException($"MaxPutEventsSize '{bytes}' is not between 1024 and {MaxPutEventsBytes} bytes.");

    private static bool? Flag(string setting, IConfiguration configuration) => configuration[setting] switch
    {
        null or "" => null,
        var text when bool.TryParse(text, out var flag) => flag,
        var other => throw new SettingsException($"{setting} '{other}' is neither true nor false."),
    };

    // A VPC endpoint is AWS itself (Amazon EventBridge User Guide, "Using Amazon EventBridge with Interface VPC endpoints").
    private static bool IsEmulator(Uri? endpoint) =>
        endpoint is not null && !AwsDomains.Any(domain => endpoint.Host.EndsWith(domain, StringComparison.OrdinalIgnoreCase));

    // Amazon EventBridge API Reference, PutEventsRequestEntry, "EventBusName".
    private static string BusName(string? bus) =>
        string.IsNullOrWhiteSpace(bus) ? "store"
        : BusPattern().IsMatch(bus) ? bus
        : throw new SettingsException(
            $"Bus '{bus}' is neither a name (letters, digits, '.', '-', '_' and '/'), such as store, nor the ARN of an event bus.");

    private static string? RegionName(string setting, IConfiguration configuration) => configuration[setting] switch
    {
        null or "" => null,
        var region when RegionPattern().IsMatch(region) => region,
        var other => throw new SettingsException($"{setting} '{other}' is not a region such as eu-west-1."),
    };

    [GeneratedRegex(@"^(arn:aws[\w-]*:events:[a-z]+(-[a-z]+)+-\d+:\d{12}:event-bus/)?[/.\-_A-Za-z0-9]{1,256}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex BusPattern();

    [GeneratedRegex(@"^[a-z]+(-[a-z]+)+-\d+$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex RegionPattern();

    // As in the SDKs: the service-specific setting has precedence (AWS SDKs and Tools Reference Guide, "Service-specific endpoints").
    private static Uri? Endpoint(string service, IConfiguration configuration, IHostEnvironment environment)
    {
        var isAimedAtAws = configuration["AWS_REGION"] is not null || configuration["AWS_PROFILE"] is not null;
        var local = environment.IsDevelopment() && !isAimedAtAws ? LocalEndpoint : null;
        foreach (var setting in new[] { $"AWS_ENDPOINT_URL_{service}", "AWS_ENDPOINT_URL" })
        {
            if (configuration[setting] is { Length: > 0 } url)
                return Uri.TryCreate(url, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
                    ? endpoint
                    : throw new SettingsException($"{setting} '{url}' is not a URL such as {LocalEndpoint}.");
        }

        // An empty value turns the local default off.
        return configuration["AWS_ENDPOINT_URL"] is null && local is not null ? new Uri(local) : null;
    }
}

/// <summary>A setting is wrong; the message names it and the allowed values.</summary>
public sealed class SettingsException(string message, Exception? inner = null) : Exception(message, inner);

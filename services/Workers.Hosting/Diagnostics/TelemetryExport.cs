using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// What leaves the process over OTLP, by the settings that OpenTelemetry gives a meaning to (OpenTelemetry Environment Variable
/// Specification): <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> and <c>_PROTOCOL</c> say where to, <c>OTEL_TRACES_EXPORTER=none</c>,
/// <c>OTEL_METRICS_EXPORTER=none</c> and <c>OTEL_LOGS_EXPORTER=none</c> keep one of them here, <c>OTEL_SDK_DISABLED=true</c> turns all off.
/// </summary>
/// <param name="Endpoint">Where the collector listens; null when nothing is exported.</param>
/// <param name="Traces">Whether spans are exported.</param>
/// <param name="Metrics">Whether metrics are exported.</param>
/// <param name="Logs">Whether logs are exported, beside standard output.</param>
/// <param name="IsDisabled">Nothing is recorded either; events keep the trace that they came with.</param>
internal sealed record TelemetryExport(Uri? Endpoint, bool Traces, bool Metrics, bool Logs, bool IsDisabled)
{
    private const string EndpointSetting = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string ProtocolSetting = "OTEL_EXPORTER_OTLP_PROTOCOL";
    private const string HeadersSetting = "OTEL_EXPORTER_OTLP_HEADERS";

    private static readonly string[] Numbers =
    [
        "OTEL_EXPORTER_OTLP_TIMEOUT", "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT",
        .. from batch in new[] { "BSP", "BLRP" }
           from setting in new[] { "SCHEDULE_DELAY", "EXPORT_TIMEOUT", "MAX_QUEUE_SIZE", "MAX_EXPORT_BATCH_SIZE" }
           select $"OTEL_{batch}_{setting}",
    ];

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static TelemetryExport Read(IConfiguration configuration)
    {
        var isDisabled = string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);
        CheckProtocol(configuration);
        CheckHeaders(configuration);
        CheckNumbers(configuration);
        var endpoint = configuration[EndpointSetting] is { Length: > 0 } url && !isDisabled ? Parse(url) : null;
        return new TelemetryExport(
            endpoint,
            IsWanted(configuration, "TRACES") && endpoint is not null,
            IsWanted(configuration, "METRICS") && endpoint is not null,
            IsWanted(configuration, "LOGS") && endpoint is not null,
            isDisabled);
    }

    private static Uri Parse(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https"
            ? endpoint
            : throw new SettingsException($"{EndpointSetting} '{url}' is not a URL such as http://127.0.0.1:4317.");

    /// <summary>The exporters take the protocol themselves, and pass over one that they do not know.</summary>
    private static void CheckProtocol(IConfiguration configuration)
    {
        if (configuration[ProtocolSetting] is { Length: > 0 } protocol and not ("grpc" or "http/protobuf"))
            throw new SettingsException($"{ProtocolSetting} '{protocol}' is neither grpc nor http/protobuf.");
    }

    /// <summary>What they are is not shown: among them are passwords of collectors.</summary>
    private static void CheckHeaders(IConfiguration configuration)
    {
        if (configuration[HeadersSetting] is { Length: > 0 } headers
            && Array.Exists(Uri.UnescapeDataString(headers).Split(','), header => !header.Contains('=', StringComparison.Ordinal)))
            throw new SettingsException($"{HeadersSetting} is no list such as key=value,key=value.");
    }

    /// <summary>OpenTelemetry passes over some that are none, and falls over others.</summary>
    private static void CheckNumbers(IConfiguration configuration)
    {
        foreach (var setting in Numbers)
        {
            if (configuration[setting] is { Length: > 0 } value
                && (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0))
                throw new SettingsException($"{setting} '{value}' is no whole number above 0.");
        }
    }

    private static bool IsWanted(IConfiguration configuration, string signal) => configuration[$"OTEL_{signal}_EXPORTER"] switch
    {
        null or "" or "otlp" => true,
        "none" => false,
        var other => throw new SettingsException($"OTEL_{signal}_EXPORTER '{other}' is neither otlp nor none."),
    };
}

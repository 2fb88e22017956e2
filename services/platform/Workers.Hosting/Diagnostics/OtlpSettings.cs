using System.Globalization;
using Microsoft.Extensions.Configuration;
using OpenTelemetry.Exporter;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// The signal-specific settings of OpenTelemetry's exporters, which override the general ones: <c>OTEL_EXPORTER_OTLP_TRACES_ENDPOINT</c>,
/// <c>_PROTOCOL</c>, <c>_HEADERS</c> and <c>_TIMEOUT</c>, and the same with <c>METRICS</c> and <c>LOGS</c> (OpenTelemetry Protocol Exporter
/// Specification, "Configuration Options"). The exporters read the general ones themselves.
/// </summary>
internal static class OtlpSettings
{
    public const string Traces = "TRACES";
    public const string Metrics = "METRICS";
    public const string Logs = "LOGS";

    private const string Prefix = "OTEL_EXPORTER_OTLP_";

    private static readonly string[] Prefixes = [Prefix, Of(Traces), Of(Metrics), Of(Logs)];

    /// <summary>Numeric settings.</summary>
    public static IEnumerable<string> Numbers => Prefixes.Select(prefix => $"{prefix}TIMEOUT");

    /// <summary>Endpoint of a signal; null if it is not exported.</summary>
    /// <exception cref="SettingsException">It is not a URL.</exception>
    public static Uri? Endpoint(IConfiguration configuration, string signal) =>
        Url(configuration, $"{Of(signal)}ENDPOINT") ?? Url(configuration, $"{Prefix}ENDPOINT");

    /// <summary>Rejects values that the exporters would ignore.</summary>
    /// <exception cref="SettingsException">A protocol or a list of headers is wrong.</exception>
    public static void Check(IConfiguration configuration)
    {
        foreach (var prefix in Prefixes)
        {
            if (configuration[$"{prefix}PROTOCOL"] is { Length: > 0 } protocol && ProtocolOf(protocol) is null)
                throw new SettingsException($"{prefix}PROTOCOL '{protocol}' is neither grpc nor http/protobuf.");

            // Not shown: headers contain passwords of collectors.
            if (configuration[$"{prefix}HEADERS"] is { Length: > 0 } headers
                && Array.Exists(Uri.UnescapeDataString(headers).Split(','), header => !header.Contains('=', StringComparison.Ordinal)))
                throw new SettingsException($"{prefix}HEADERS is not a list such as key=value,key=value.");
        }
    }

    /// <summary>Applies the signal-specific settings to an exporter.</summary>
    public static void Apply(OtlpExporterOptions exporter, IConfiguration configuration, string signal)
    {
        var own = Of(signal);

        // Unchanged: a path is added only to the general endpoint.
        if (Url(configuration, $"{own}ENDPOINT") is { } endpoint)
            exporter.Endpoint = endpoint;
        if (configuration[$"{own}PROTOCOL"] is { Length: > 0 } protocol && ProtocolOf(protocol) is { } known)
            exporter.Protocol = known;
        if (configuration[$"{own}HEADERS"] is { Length: > 0 } headers)
            exporter.Headers = headers;
        if (int.TryParse(configuration[$"{own}TIMEOUT"], NumberStyles.None, CultureInfo.InvariantCulture, out var timeout))
            exporter.TimeoutMilliseconds = timeout;
    }

    private static string Of(string signal) => $"{Prefix}{signal}_";

    private static Uri? Url(IConfiguration configuration, string setting) => configuration[setting] switch
    {
        null or "" => null,
        var url when Uri.TryCreate(url, UriKind.Absolute, out var endpoint) && endpoint.Scheme is "http" or "https" => endpoint,
        var other => throw new SettingsException($"{setting} '{other}' is not a URL such as http://127.0.0.1:4317."),
    };

    private static OtlpExportProtocol? ProtocolOf(string name) => name switch
    {
        "grpc" => OtlpExportProtocol.Grpc,
        "http/protobuf" => OtlpExportProtocol.HttpProtobuf,
        _ => null,
    };
}

using System.Globalization;
using Microsoft.Extensions.Configuration;

namespace Workers.Hosting.Diagnostics;

/// <summary>
/// The export over OTLP, by OpenTelemetry's settings (OpenTelemetry Environment Variable Specification): <c>OTEL_EXPORTER_OTLP_ENDPOINT</c>
/// and <c>_PROTOCOL</c> set the target, <c>OTEL_TRACES_EXPORTER=none</c>, <c>OTEL_METRICS_EXPORTER=none</c> and
/// <c>OTEL_LOGS_EXPORTER=none</c> turn one signal off, <c>OTEL_SDK_DISABLED=true</c> turns all off.
/// </summary>
/// <param name="Endpoint">The collector's endpoint, of the first exported signal; null if nothing is exported.</param>
/// <param name="Traces">Whether spans are exported.</param>
/// <param name="Metrics">Whether metrics are exported.</param>
/// <param name="Logs">Whether logs are exported, in addition to standard output.</param>
/// <param name="IsDisabled">Whether nothing is recorded either; events still propagate their trace.</param>
internal sealed record TelemetryExport(Uri? Endpoint, bool Traces, bool Metrics, bool Logs, bool IsDisabled)
{
    private static readonly string[] Numbers =
    [
        .. OtlpSettings.Numbers, "OTEL_METRIC_EXPORT_INTERVAL", "OTEL_METRIC_EXPORT_TIMEOUT",
        .. from batch in new[] { "BSP", "BLRP" }
           from setting in new[] { "SCHEDULE_DELAY", "EXPORT_TIMEOUT", "MAX_QUEUE_SIZE", "MAX_EXPORT_BATCH_SIZE" }
           select $"OTEL_{batch}_{setting}",
    ];

    /// <summary>Reads the settings.</summary>
    /// <exception cref="SettingsException">One of them is wrong.</exception>
    public static TelemetryExport Read(IConfiguration configuration)
    {
        var isDisabled = string.Equals(configuration["OTEL_SDK_DISABLED"], "true", StringComparison.OrdinalIgnoreCase);
        OtlpSettings.Check(configuration);
        CheckNumbers(configuration);
        var traces = EndpointOf(OtlpSettings.Traces);
        var metrics = EndpointOf(OtlpSettings.Metrics);
        var logs = EndpointOf(OtlpSettings.Logs);
        return new TelemetryExport(
            traces ?? metrics ?? logs, traces is not null, metrics is not null, logs is not null, isDisabled);

        Uri? EndpointOf(string signal) =>
            IsWanted(configuration, signal) && OtlpSettings.Endpoint(configuration, signal) is { } endpoint && !isDisabled ? endpoint : null;
    }

    /// <summary>OpenTelemetry ignores some invalid numbers, and fails with others.</summary>
    private static void CheckNumbers(IConfiguration configuration)
    {
        foreach (var setting in Numbers)
        {
            if (configuration[setting] is { Length: > 0 } value
                && (!int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number == 0))
                throw new SettingsException($"{setting} '{value}' is not a whole number above 0.");
        }
    }

    private static bool IsWanted(IConfiguration configuration, string signal) => configuration[$"OTEL_{signal}_EXPORTER"] switch
    {
        null or "" or "otlp" => true,
        "none" => false,
        var other => throw new SettingsException($"OTEL_{signal}_EXPORTER '{other}' is neither otlp nor none."),
    };
}

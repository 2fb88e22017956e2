namespace Workers.Local.Processes;

/// <summary>Where the services are told to send what they tell of themselves.</summary>
internal static class TelemetryTarget
{
    private const string Endpoint = "OTEL_EXPORTER_OTLP_ENDPOINT";
    private const string Metrics = "OTEL_METRICS_EXPORTER";

    /// <summary>Half a second, in place of five: who looks at the page waits for it. In milliseconds.</summary>
    private const string Delay = "500";

    /// <summary>A target that the user has set in the environment of this program: it goes before ours. Null when there is none.</summary>
    public static string? Own => System.Environment.GetEnvironmentVariable(Endpoint) is { Length: > 0 } own ? own : null;

    /// <summary>The settings of a service that is to send here; none without a port to send to, or when the user has his own.</summary>
    public static IReadOnlyDictionary<string, string> Environment(int? port, string? own) => port is null || own is not null
        ? new Dictionary<string, string>(StringComparer.Ordinal)
        : new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [Endpoint] = $"http://127.0.0.1:{port}",
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_BSP_SCHEDULE_DELAY"] = Delay,
            ["OTEL_BLRP_SCHEDULE_DELAY"] = Delay,

            // The page shows none; who wants them made all the same says so in the environment.
            [Metrics] = System.Environment.GetEnvironmentVariable(Metrics) is { Length: > 0 } exporter ? exporter : "none",
        };
}

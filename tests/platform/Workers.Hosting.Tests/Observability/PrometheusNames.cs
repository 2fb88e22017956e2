using System.Diagnostics.Metrics;

namespace Workers.Hosting.Tests.Observability;

/// <summary>
/// What Prometheus calls an instrument (OpenTelemetry specification, "Prometheus and OpenMetrics Compatibility"): so do a collector that
/// writes to it, and Prometheus itself where it takes OTLP.
/// </summary>
internal static class PrometheusNames
{
    public static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Histogram" => "histogram",
        "Counter" or "ObservableCounter" => "counter",
        "UpDownCounter" or "ObservableUpDownCounter" => "up-down counter",
        "Gauge" or "ObservableGauge" => "gauge",
        var other => throw new InvalidOperationException($"{instrument.Name} is a {other}."),
    };

    public static IEnumerable<string> Of(Instrument instrument)
    {
        var name = OfAttribute(instrument.Name) + Unit(instrument);
        return Kind(instrument) switch
        {
            "histogram" => [$"{name}_bucket", $"{name}_count", $"{name}_sum"],
            "counter" => [$"{name}_total"],
            _ => [name],
        };
    }

    public static string OfAttribute(string attribute) => attribute.Replace('.', '_');

    private static string Unit(Instrument instrument) => instrument.Unit switch
    {
        "s" => "_seconds",
        "By" => "_bytes",
        null or "" => "",
        ['{', .., '}'] => "",
        var other => throw new InvalidOperationException($"{instrument.Name} has the unit {other}."),
    };
}

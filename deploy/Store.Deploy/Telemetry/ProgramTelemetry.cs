using System.Globalization;
using Store.Deploy.Environments;

namespace Store.Deploy.Telemetry;

/// <summary>Environment variables of the programs for telemetry.</summary>
internal static class ProgramTelemetry
{
    public static IEnumerable<(string Name, string Value)> Variables(TelemetrySettings settings)
    {
        yield return ("Telemetry__SamplingRatio", settings.Sampling.ToString(CultureInfo.InvariantCulture));
        if (!settings.HasMetricsInCloudWatch)
            yield break;

        // CloudWatch adds up what it gets, and computes percentiles of exponential histograms only: see to-cloudwatch.yaml.
        yield return ("OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta");
        yield return ("OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "base2_exponential_bucket_histogram");
    }
}

using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using OpenTelemetry.Metrics;
using Workers.Hosting.Diagnostics;

namespace Workers.Hosting.Tests.Tracing;

/// <summary>The form of exported metrics, for the targets of deploy/observability.</summary>
public sealed class MetricExportTests
{
    private static readonly InstrumentAdvice<double> Buckets = new() { HistogramBucketBoundaries = [0.1, 1, 10] };

    private readonly string _meter = $"metric.export.{Guid.NewGuid():N}";

    /// <summary>As the collector's to-cloudwatch.yaml needs it, also for a histogram that has buckets of its own.</summary>
    [Fact]
    public async Task With_the_settings_for_CloudWatch_sums_are_deltas_and_histograms_have_percentiles() => Assert.Equal(
        [
            new OtlpMetric("counter", "sum", 1), new OtlpMetric("histogram", "exponential histogram", 1), new OtlpMetric("state", "sum", 2),
        ],
        await ExportAsync(
            "--OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE", "delta",
            "--OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION", "base2_exponential_bucket_histogram"));

    [Fact]
    public async Task Without_them_all_is_cumulative_as_Prometheus_needs_it() => Assert.Equal(
        [new OtlpMetric("counter", "sum", 2), new OtlpMetric("histogram", "histogram", 2), new OtlpMetric("state", "sum", 2)],
        await ExportAsync());

    private async Task<IReadOnlyList<OtlpMetric>> ExportAsync(params string[] settings)
    {
        await using var collector = await RecordingCollector.StartAsync();
        var builder = Host.CreateApplicationBuilder(
        [
            "--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint, "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf",
            "--OTEL_TRACES_EXPORTER", "none", "--OTEL_LOGS_EXPORTER", "none", .. settings,
        ]);
        builder.Services.AddWorkerTelemetry("the-worker", "1.0", _meter, builder.Configuration);
        using var host = builder.Build();
        var provider = host.Services.GetRequiredService<MeterProvider>();
        using var meter = new Meter(_meter);
        meter.CreateCounter<long>("counter").Add(1);
        meter.CreateHistogram("histogram", "s", "", tags: null, Buckets).Record(0.5);
        meter.CreateUpDownCounter<int>("state").Add(1);

        Assert.True(provider.ForceFlush());

        // A second request follows when the meter ends.
        return
        [
            .. collector.Bodies("/v1/metrics").SelectMany(OtlpMetric.Read).Where(metric => metric.Name is "counter" or "histogram" or "state")
                .Distinct().OrderBy(metric => metric.Name, StringComparer.Ordinal),
        ];
    }
}

using System.Collections.Concurrent;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Tracing;

public sealed class ExemplarTests
{
    private const string Trace = "1bf7651916cd43dd8448eb211c80319c";

    [Theory, InlineData("messaging.process.duration"), InlineData("workers.event.latency"), InlineData("workers.queue.time")]
    public async Task Lead_from_a_histogram_to_the_trace_of_an_event_that_is_in_it(string histogram)
    {
        using var seen = new TracesOf(histogram);
        await using var worker = await WorkerHarness.CreateAsync();
        worker.Replace = services => services.ConfigureOpenTelemetryMeterProvider(
            metrics => metrics.AddReader(new PeriodicExportingMetricReader(seen, exportIntervalMilliseconds: 100)));
        await worker.RunAsync(settings: ["--OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:1", "--OTEL_TRACES_EXPORTER", "none"]);

        // A bar holds one exemplar, and events of other tests in this process may take its place.
        await Eventually.UntilAsync(async () =>
        {
            await worker.DeliverAsync(WorkerHarness.Event("exemplary", metadata: $""","traceparent":"00-{Trace}-b7ad6b7169203331-01" """));
            return seen.Found.Contains(Trace, StringComparer.Ordinal);
        });
    }

    /// <summary>Keeps the traces that a histogram's exemplars lead to.</summary>
    private sealed class TracesOf(string histogram) : BaseExporter<Metric>
    {
        public ConcurrentQueue<string> Found { get; } = new();

        public override ExportResult Export(in Batch<Metric> batch)
        {
            foreach (var metric in batch)
            {
                if (metric.Name != histogram)
                    continue;
                foreach (ref readonly var point in metric.GetMetricPoints())
                    Note(point);
            }

            return ExportResult.Success;
        }

        private void Note(in MetricPoint point)
        {
            if (!point.TryGetExemplars(out var exemplars))
                return;
            foreach (ref readonly var exemplar in exemplars)
                Found.Enqueue(exemplar.TraceId.ToHexString());
        }
    }
}

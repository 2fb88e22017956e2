using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Workers.Hosting.Diagnostics;

namespace Workers.Hosting.Tests.Tracing;

/// <summary>The settings that OpenTelemetry's specification gives a meaning to.</summary>
public sealed class OtelSettingsTests
{
    private const string Traces = "/v1/traces";
    private const string Logs = "/v1/logs";

    private readonly string _source = $"otel.settings.{Guid.NewGuid():N}";

    [Fact]
    public async Task The_name_of_the_service_wins_over_that_of_the_worker()
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(Of(collector, "--OTEL_SERVICE_NAME", "renamed"));

        var delivered = Assert.Single(Own(collector));
        Assert.Contains("renamed", delivered, StringComparison.Ordinal);
        Assert.DoesNotContain("the-worker", delivered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Attributes_of_the_resource_are_added_and_win()
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(Of(collector, "--OTEL_RESOURCE_ATTRIBUTES", "deployment.environment.name=blue,service.version=9.9,service.name=from-attributes"));

        var delivered = Assert.Single(Own(collector));
        Assert.All(["deployment.environment.name", "blue", "9.9", "from-attributes"], text => Assert.Contains(text, delivered, StringComparison.Ordinal));
        Assert.DoesNotContain("the-worker", delivered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_workers_own_name_is_reported_where_nothing_else_is_set()
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(Of(collector));

        Assert.Contains("the-worker", Assert.Single(Own(collector)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_signal_can_go_elsewhere_to_the_address_as_it_stands()
    {
        await using var collector = await RecordingCollector.StartAsync();
        await using var other = await RecordingCollector.StartAsync();

        Run(Of(collector, "--OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", $"{other.Endpoint}/own/path"));

        Assert.Single(other.Requests("/own/path"));
        Assert.Empty(collector.Requests(Traces));
        Assert.NotEmpty(collector.Requests(Logs));
    }

    [Fact]
    public async Task A_signal_with_an_endpoint_of_its_own_is_exported_alone()
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(
        [
            "--OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", $"{collector.Endpoint}/traces", "--OTEL_EXPORTER_OTLP_TRACES_PROTOCOL", "http/protobuf",
            "--OTEL_EXPORTER_OTLP_TRACES_HEADERS", "x-key=1", "--OTEL_EXPORTER_OTLP_TRACES_TIMEOUT", "5000",
        ]);

        Assert.Single(collector.Requests("/traces"));
        Assert.Empty(collector.Requests(Logs));
        Assert.Equal(["1"], collector.Headers("x-key"));
    }

    [Theory]
    [InlineData("always_on", null, false, true), InlineData("always_on", null, null, true), InlineData("always_off", null, true, false)]
    [InlineData("traceidratio", "0", true, false), InlineData("traceidratio", "1", false, true), InlineData("traceidratio", null, null, true)]
    [InlineData("parentbased_always_on", null, null, true), InlineData("parentbased_always_on", null, false, false)]
    [InlineData("parentbased_always_off", null, null, false), InlineData("parentbased_always_off", null, true, true)]
    [InlineData("parentbased_traceidratio", "0.0", null, false), InlineData("parentbased_traceidratio", "0", true, true)]
    [InlineData("parentbased_traceidratio", "1", null, true)]
    public async Task The_sampler_is_the_one_that_is_set(string sampler, string? argument, bool? isParentRecorded, bool isRecorded)
    {
        await using var collector = await RecordingCollector.StartAsync();
        string[] argued = argument is null ? [] : ["--OTEL_TRACES_SAMPLER_ARG", argument];

        Run(Of(collector, ["--OTEL_TRACES_SAMPLER", sampler, "--Telemetry:SamplingRatio", "0.5", .. argued]), isParentRecorded);

        Assert.Equal(isRecorded, Own(collector).Any());
    }

    /// <summary>Of the traces that were delivered, those with spans of this test: others of the process may be recorded at the same time.</summary>
    private IEnumerable<string> Own(RecordingCollector collector) =>
        collector.Requests(Traces).Where(delivered => delivered.Contains(_source, StringComparison.Ordinal));

    private static string[] Of(RecordingCollector collector, params string[] settings) =>
        ["--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint, "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", .. settings];

    private void Run(string[] settings, bool? isParentRecorded = null)
    {
        var builder = Host.CreateApplicationBuilder([.. settings, "--OTEL_METRICS_EXPORTER", "none"]);
        builder.Services.AddWorkerLogging("tests", builder.Configuration, builder.Environment);
        builder.Services.AddWorkerTelemetry("the-worker", "1.0", _source, builder.Configuration);
        using var host = builder.Build();
        host.Services.GetRequiredService<TracerProvider>();
        host.Services.GetRequiredService<ILoggerFactory>().CreateLogger("tests").Log(
            LogLevel.Information, default, "a line", exception: null, (state, _) => state);

        using var source = new ActivitySource(_source);
        var parent = isParentRecorded is { } recorded
            ? new ActivityContext(
                ActivityTraceId.CreateRandom(),
                ActivitySpanId.CreateRandom(),
                recorded ? ActivityTraceFlags.Recorded : ActivityTraceFlags.None,
                traceState: null,
                isRemote: true)
            : default;
        source.StartActivity("a span", ActivityKind.Server, parent)?.Dispose();
    }
}

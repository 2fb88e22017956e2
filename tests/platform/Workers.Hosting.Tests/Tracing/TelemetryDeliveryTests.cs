using System.Diagnostics;
using System.Net.Mail;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using OpenTelemetry.Trace;
using Workers.Hosting.Diagnostics;

namespace Workers.Hosting.Tests.Tracing;

/// <summary>What a worker delivers to a collector, by the settings of its command line.</summary>
public sealed class TelemetryDeliveryTests
{
    private const string Source = "what.is.delivered";
    private const string MassTransit = "MassTransit.ReceiveTransport";
    private static readonly object[] Values =
    [
        "order ada.value@example.com", 7, new[] { "ada.list@example.com" }, new object[] { 7, new MailAddress("ada.item@example.com") },
        new Uri("mailto:ada.uri@example.com"),
    ];

    private const string Logs = "/v1/logs";
    private const string Traces = "/v1/traces";

    [Fact]
    public async Task Lines_go_where_the_command_line_says_also_when_nothing_else_is_delivered()
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(collector, loggers => Say(loggers, "a line"), "--OTEL_TRACES_EXPORTER", "none", "--OTEL_METRICS_EXPORTER", "none");

        Assert.Contains("a line", Assert.Single(collector.Requests(Logs)), StringComparison.Ordinal);
        Assert.Empty(collector.Requests(Traces));
    }

    [Fact]
    public async Task Lines_go_in_batches_of_the_size_that_is_set()
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(
            collector,
            loggers =>
            {
                Say(loggers, "line 1");
                Say(loggers, "line 2");
                Say(loggers, "line 3");
            },
            "--OTEL_BLRP_MAX_EXPORT_BATCH_SIZE", "1");

        Assert.Equal([1, 1, 1], collector.Requests(Logs).Select(request => request.Split("line ").Length - 1));
    }

    [Fact]
    public async Task What_another_tells_of_a_failed_try_is_not_delivered()
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(collector, loggers =>
        {
            Say(loggers, "R-FAULT sqs://answers", MassTransit);
            Say(loggers, "another line", MassTransit);
        });

        Assert.DoesNotContain("R-FAULT", Assert.Single(collector.Requests(Logs)), StringComparison.Ordinal);
        Assert.Contains("another line", Assert.Single(collector.Requests(Logs)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_a_line_is_masked()
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(collector, loggers => Tell(loggers, "ada.text@example.com", Values, "ada.failure@example.com"));

        AssertMasked(Assert.Single(collector.Requests(Logs)));
    }

    [Fact]
    public async Task An_address_in_what_a_line_is_within_is_masked()
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(collector, loggers =>
        {
            using var list = Within(loggers, new KeyValuePair<string, object?>[] { new("RequestPath", "/orders/ada.list%40example.com") });
            using var dictionary = Within(loggers, new Dictionary<string, object?> { ["Mail"] = "ada.value@example.com" });
            using var text = Within(loggers, "of ada.text@example.com");
            Say(loggers, "a line");
        });

        AssertMasked(Assert.Single(collector.Requests(Logs)));
    }

    [Fact]
    public async Task Of_a_key_that_several_say_the_line_counts_first_and_then_what_is_around_it_most_closely()
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(collector, loggers =>
        {
            using var outer = Within(loggers, new Dictionary<string, object?> { ["Queue"] = "outer queue", ["Event"] = "outer event" });
            using var inner = Within(loggers, new Dictionary<string, object?> { ["Queue"] = "inner queue", ["Event"] = "inner event" });
            TellQueue(loggers, "own queue");
        });

        var delivered = Assert.Single(collector.Requests(Logs));
        Assert.Contains("own queue", delivered, StringComparison.Ordinal);
        Assert.Contains("inner event", delivered, StringComparison.Ordinal);
        Assert.DoesNotContain("inner queue", delivered, StringComparison.Ordinal);
        Assert.DoesNotContain("outer", delivered, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_a_span_is_masked()
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(collector, _ => Trace("span of ada.name@example.com", Values, "no ada.status@example.com"));

        AssertMasked(Assert.Single(collector.Requests(Traces)));
    }

    [Theory]
    [InlineData("/mails/of ada.lovelace%40example.com", "/mails/of a***@example.com")]
    [InlineData("/mails/a%2Fb%40", "/mails/a%2Fb%40")]
    public async Task An_address_in_a_path_is_masked_also_where_it_is_escaped_and_no_other_path_is_touched(string path, string delivered)
    {
        await using var collector = await RecordingCollector.StartAsync();

        Run(collector, _ => Trace("GET", [path], status: null));

        Assert.Contains(delivered, Assert.Single(collector.Requests(Traces)), StringComparison.Ordinal);
    }

    private static void AssertMasked(string delivered)
    {
        Assert.Contains("a***@example.com", delivered, StringComparison.Ordinal);
        Assert.DoesNotContain("ada.", delivered, StringComparison.Ordinal);
    }

    private static void Run(RecordingCollector collector, Action<ILoggerFactory> work, params string[] settings)
    {
        var builder = Host.CreateApplicationBuilder(
            ["--OTEL_EXPORTER_OTLP_ENDPOINT", collector.Endpoint, "--OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf", .. settings]);
        builder.Services.AddWorkerLogging("tests", builder.Configuration, builder.Environment);
        builder.Services.AddWorkerTelemetry("tests", "1.0", Source, builder.Configuration);
        using var host = builder.Build();

        host.Services.GetRequiredService<TracerProvider>();
        work(host.Services.GetRequiredService<ILoggerFactory>());
    }

    private static void Trace(string name, object[] values, string? status)
    {
        using var source = new ActivitySource(Source);
        using var span = source.StartActivity(name);
        for (var i = 0; i < values.Length; i++)
            span!.SetTag($"value.{i}", values[i]);
        span!.SetStatus(status is null ? ActivityStatusCode.Ok : ActivityStatusCode.Error, status);
    }

    private static IDisposable? Within(ILoggerFactory loggers, object scope) => loggers.CreateLogger("tests").BeginScope(scope);

    private static void Say(ILoggerFactory loggers, string text, string category = "tests") =>
        loggers.CreateLogger(category).Log(LogLevel.Information, default, text, exception: null, (state, _) => state);

#pragma warning disable CA1848, CA1873, CA2254 // a log line of a test
    private static void Tell(ILoggerFactory loggers, string text, object[] values, string failure) => loggers.CreateLogger("tests").LogError(
        new InvalidOperationException(failure), "Of " + text + " are {Text}, {Number}, {List}, {Items} and {Other}", values);

    private static void TellQueue(ILoggerFactory loggers, string queue) => loggers.CreateLogger("tests").LogInformation("Of {Queue}", queue);
#pragma warning restore CA1848, CA1873, CA2254
}

using System.Diagnostics;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Google.Protobuf;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Workers.Local.Telemetry;
using Workers.Local.Tests.Page;

namespace Workers.Local.Tests.Telemetry;

/// <summary>From the exporter that the services use, over HTTP.</summary>
public sealed class ReceivingTelemetry(PageFixture page) : IClassFixture<PageFixture>
{
    private const string Protobuf = "application/x-protobuf";

    [Fact]
    public void A_span_arrives_with_all_that_it_says()
    {
        var linked = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        var sent = Export(source =>
        {
            using var root = source.StartActivity("root", ActivityKind.Server)!;
            using var activity = source.StartActivity(
                "process payment", ActivityKind.Consumer, default(ActivityContext), links: [new ActivityLink(linked)])!;
            activity.SetTag("text", "Jörg").SetTag("whole", 42).SetTag("number", 1.5).SetTag("truth", true);
            activity.SetTag("list", new[] { "a", "b" });
            activity.AddEvent(new ActivityEvent("workers.retry", tags: new ActivityTagsCollection { ["attempt"] = 2 }));
            activity.SetStatus(ActivityStatusCode.Error, "no answer");
            return activity;
        });

        var trace = page.Traces.Describe(sent.TraceId.ToHexString())!;

        var span = trace.Spans.Single(span => span.SpanId == sent.SpanId.ToHexString());
        Assert.Equal(("payment", "process payment", "consumer", 1), (span.Service, span.Name, span.Kind, span.Depth));
        Assert.Equal((true, "no answer"), (span.IsError, span.StatusMessage));
        Assert.Equal(sent.Duration.TotalMilliseconds, span.DurationMs, 3);
        Assert.Equal(
            """{"text":"J\u00F6rg","whole":42,"number":1.5,"truth":true,"list":["a","b"]}""", JsonSerializer.Serialize(span.Attributes));
        var happened = Assert.Single(span.Events);
        Assert.Equal(("workers.retry", 2L), (happened.Name, happened.Attributes["attempt"]));
        var link = Assert.Single(span.Links);
        Assert.Equal((linked.TraceId.ToHexString(), linked.SpanId.ToHexString()), (link.TraceId, link.SpanId));
    }

    [Fact]
    public void A_line_of_a_log_arrives_at_the_span_that_it_was_written_in()
    {
        using var logging = LoggerFactory.Create(builder => builder.AddOpenTelemetry(options =>
        {
            options.SetResourceBuilder(ResourceBuilder.CreateEmpty().AddService("payment"));
            options.IncludeFormattedMessage = true;
            options.ParseStateValues = true;
            options.AddOtlpExporter(exporter => Configure(exporter, "/v1/logs"));
        }));
        var sent = Export(source =>
        {
            var activity = source.StartActivity("process payment", ActivityKind.Consumer)!;
#pragma warning disable CA1848, CA1873 // a log line of a test
            logging.CreateLogger("tests").LogWarning("Order {OrderId} is late", 7);
            logging.CreateLogger("tests").LogInformation("Fine");
#pragma warning restore CA1848, CA1873
            activity.Stop();
            return activity;
        });
        logging.Dispose();

        var span = Assert.Single(page.Traces.Describe(sent.TraceId.ToHexString())!.Spans);

        Assert.Equal(["Warn Order 7 is late", "Info Fine"], span.Logs.Select(line => $"{line.Severity[..4]} {line.Text}"));
        Assert.Equal(7L, span.Logs[0].Attributes["OrderId"]);
    }

    [Fact]
    public async Task What_is_packed_is_unpacked()
    {
        var (status, body) = await PostAsync("/v1/traces", Packed(Request("packed-span-one-")), encoding: "gzip");

        Assert.Equal((HttpStatusCode.OK, ""), (status, body));
        Assert.Equal("packed-span-one-", Assert.Single(page.Traces.Find(TraceSearch.For("packed-span-one-"), withEvents: false, 2)).Name);
    }

    [Fact]
    public async Task Metrics_are_taken_and_not_kept() => Assert.Equal(HttpStatusCode.OK, (await PostAsync("/v1/metrics", [10, 0])).Status);

    [Theory]
    [InlineData("/v1/traces"), InlineData("/v1/logs")]
    public async Task What_is_none_of_the_protocol_is_refused(string path)
    {
        byte[][] broken = [[10, 200], [255], "{}"u8.ToArray(), [10, 4, 18, 2, 18, 200], [0]];
        foreach (var body in broken)
            Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(path, body)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(path, [1, 2, 3], encoding: "gzip")).Status);
    }

    [Theory]
    [InlineData("application/json", null)]
    [InlineData(null, null)]
    [InlineData(Protobuf, "br")]
    public async Task What_is_written_or_packed_in_another_way_is_refused(string? type, string? encoding) =>
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await PostAsync("/v1/traces", [], type, encoding)).Status);

    [Fact]
    public async Task What_is_too_large_is_refused_packed_or_not()
    {
        var large = new byte[OtlpBody.MaximumBytes + 1];

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync("/v1/traces", large)).Status);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await PostAsync("/v1/traces", Packed(large), encoding: "gzip")).Status);
    }

    [Fact]
    public async Task Fields_that_a_later_version_adds_are_passed_over()
    {
        byte[] later = [.. Request("later-span-name-"), 0x9A, 0x06, 2, 1, 2];

        Assert.Equal(HttpStatusCode.OK, (await PostAsync("/v1/traces", later)).Status);
        Assert.Single(page.Traces.Find(TraceSearch.For("later-span-name-"), withEvents: false, 2));
    }

    private Activity Export(Func<ActivitySource, Activity> act)
    {
        using var source = new ActivitySource($"tests-{Guid.NewGuid():N}");
        using var provider = Sdk.CreateTracerProviderBuilder()
            .AddSource(source.Name)
            .ConfigureResource(resource => resource.AddService("payment"))
            .AddOtlpExporter(exporter => Configure(exporter, "/v1/traces"))
            .Build();
        return act(source);
    }

    private void Configure(OtlpExporterOptions exporter, string path)
    {
        exporter.Endpoint = new Uri(page.Http.BaseAddress!, path);
        exporter.Protocol = OtlpExportProtocol.HttpProtobuf;
    }

    private async Task<(HttpStatusCode Status, string Body)> PostAsync(
        string path, byte[] body, string? type = Protobuf, string? encoding = null)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = type is null ? null : new MediaTypeHeaderValue(type);
        if (encoding is not null)
            content.Headers.ContentEncoding.Add(encoding);
        return await page.SendAsync(HttpMethod.Post, path, content);
    }

    /// <summary>A span of that name, with an attribute of that value; the name's sixteen letters are its trace id.</summary>
    private static byte[] Request(string name)
    {
        var text = System.Text.Encoding.UTF8.GetBytes(name);
        var attribute = Field(9, [.. Field(1, "key"u8), .. Field(2, Field(1, text))]);
        byte[] span = [.. Field(1, text), .. Field(2, text.AsSpan(0, 8)), .. Field(5, text), .. attribute];
        return Field(1, Field(2, Field(2, span)));
    }

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        using var stream = new MemoryStream();
        using var output = new CodedOutputStream(stream);
        output.WriteTag(number, WireFormat.WireType.LengthDelimited);
        output.WriteBytes(ByteString.CopyFrom(content));
        output.Flush();
        return stream.ToArray();
    }

    private static byte[] Packed(byte[] body)
    {
        using var stream = new MemoryStream();
        using (var gzip = new GZipStream(stream, CompressionLevel.Fastest))
            gzip.Write(body);
        return stream.ToArray();
    }
}

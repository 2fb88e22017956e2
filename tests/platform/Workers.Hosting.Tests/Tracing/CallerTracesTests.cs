using System.Diagnostics;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Builder;

namespace Workers.Hosting.Tests.Tracing;

/// <summary>Who calls over HTTP decides neither over the trace that his request is in, nor whether it is recorded.</summary>
[Collection(nameof(CallerTracesTests))]
public sealed class CallerTracesTests
{
    private const string CallersTrace = "4bf92f3577b34da6a3ce929d0e0e4736";
    private const string CallersSpan = "00f067aa0ba902b7";

    [Theory, InlineData("01"), InlineData("00")]
    public async Task A_request_begins_a_trace_with_a_link_to_its_callers(string flags)
    {
        var seen = await CallAsync(flags);

        Assert.NotEqual(CallersTrace, seen.TraceId);
        Assert.Equal(("0000000000000000", true, $"{CallersTrace}-{CallersSpan}", ""), (seen.ParentSpanId, seen.IsRecorded, seen.Link, seen.Baggage));
    }

    [Theory, InlineData("01", "1"), InlineData("01", "0.0"), InlineData("00", "1")]
    public async Task The_ratio_decides_whatever_the_caller_says(string flags, string ratio)
    {
        var seen = await CallAsync(flags, "--Telemetry:SamplingRatio", ratio);

        Assert.Equal(ratio == "1", seen.IsRecorded);
    }

    [Fact]
    public async Task A_trusted_callers_trace_goes_on()
    {
        var seen = await CallAsync("01", "--Telemetry:TrustCallers", "true");

        Assert.Equal((CallersTrace, CallersSpan, true, "", "tenant=one"), (seen.TraceId, seen.ParentSpanId, seen.IsRecorded, seen.Link, seen.Baggage));
    }

    [Fact]
    public async Task A_link_cannot_be_forged_past_the_header()
    {
        var seen = await CallAsync(null);

        Assert.Equal("", seen.Link);
    }

    private static async Task<Seen> CallAsync(string? flags, params string[] settings)
    {
        await using var app = WorkerApplication.Create(
            ["--environment", "Production", "--urls", "http://127.0.0.1:0", "--ManagementUrl", "http://127.0.0.1:0", "--LogLevel", "Fatal", "--AWS_ENDPOINT_URL", "http://127.0.0.1:1", .. settings],
            worker => worker.Map(routes => routes.MapGet("/seen", () => Seen.Of(Activity.Current!))));
        await app.StartAsync(TestContext.Current.CancellationToken);
        using var http = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/seen");
        request.Headers.Add("workers-caller-traceparent", $"00-{CallersTrace}-{CallersSpan}-01");
        if (flags is not null)
        {
            request.Headers.Add("traceparent", $"00-{CallersTrace}-{CallersSpan}-{flags}");
            request.Headers.Add("baggage", "tenant=one");
        }

        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);
        return (await answer.Content.ReadFromJsonAsync<Seen>(TestContext.Current.CancellationToken))!;
    }

    private sealed record Seen(string TraceId, string ParentSpanId, bool IsRecorded, string Link, string Baggage)
    {
        public static Seen Of(Activity span) => new(
            span.TraceId.ToHexString(),
            span.ParentSpanId.ToHexString(),
            span.Recorded,
            string.Concat(span.Links.Select(link => $"{link.Context.TraceId}-{link.Context.SpanId}")),
            string.Concat(span.Baggage.Select(item => $"{item.Key}={item.Value}")));
    }
}

/// <summary>Not parallel to others: each host in a process samples and receives the spans of all hosts in it.</summary>
[CollectionDefinition(nameof(CallerTracesTests), DisableParallelization = true)]
public sealed class CallerTracesCollection;

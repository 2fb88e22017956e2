using System.Collections.Concurrent;
using System.Diagnostics;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Tracing;

public sealed class TheSpanOfARequest : IDisposable
{
    private readonly ConcurrentQueue<Activity> _ended = new();
    private readonly ActivityListener _listener;

    public TheSpanOfARequest()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Microsoft.AspNetCore",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Theory, InlineData("/mails/ada.lovelace@masked.example"), InlineData("/mails/ada.lovelace%40masked.example")]
    public async Task Masks_an_address_in_what_the_caller_said(string path)
    {
        await using var worker = await WorkerHarness.StartAsync();
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(worker.Http.BaseAddress!, path));
        request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");
        request.Headers.TryAddWithoutValidation("User-Agent", "ada.lovelace@masked.example");

        using var answer = await worker.Http.SendAsync(request, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => Task.FromResult(_ended.Any(one => one.TraceId == trace)));

        var span = _ended.Single(one => one.TraceId == trace);
        Assert.Equal(
            ("/***@masked.example", "a***@masked.example"), (span.GetTagItem("url.path"), span.GetTagItem("user_agent.original")));
    }

    [Fact]
    public async Task Leaves_a_path_without_an_address_as_it_was_sent()
    {
        await using var worker = await WorkerHarness.StartAsync();
        var trace = ActivityTraceId.CreateRandom();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(worker.Http.BaseAddress!, "/mails/a%2Fb"));
        request.Headers.Add("traceparent", $"00-{trace}-b7ad6b7169203331-01");

        using var answer = await worker.Http.SendAsync(request, TestContext.Current.CancellationToken);
        await Eventually.TrueAsync(() => Task.FromResult(_ended.Any(one => one.TraceId == trace)));

        Assert.Equal("/mails/a%2Fb", _ended.Single(one => one.TraceId == trace).GetTagItem("url.path"));
    }

    public void Dispose() => _listener.Dispose();
}

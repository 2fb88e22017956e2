using System.Collections.Concurrent;
using System.Diagnostics;
using Amazon.SQS;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Tracing;

/// <summary>The transport's calls of AWS where all calls over HTTP are traced.</summary>
public sealed class AwsCallTests : TransportTest
{
    private readonly ConcurrentQueue<Activity> _ended = new();

    [Fact]
    public async Task Have_no_span_beside_those_of_the_events()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "System.Net.Http",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _ended.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var settings = new EventBridgeHostSettings { ServiceUrl = Bus.Server.Endpoint, Region = Bus.Server.Region, Credentials = LocalBus.Credentials };
        using var sqs = settings.CreateSqs();
        using var any = new HttpClient();

        var calls = await SpansOfAsync(() => sqs.GetQueueUrlAsync("tap", Cancelled));
        var others = await SpansOfAsync(() => any.GetAsync(Bus.Server.Endpoint, Cancelled));

        Assert.Equal((0, 1), (calls, others));
    }

    [Fact]
    public void Keep_to_the_time_out_of_the_clients_configuration()
    {
        using var http = UntracedHttpClients.Instance.CreateHttpClient(new AmazonSQSConfig { Timeout = TimeSpan.FromSeconds(7) });

        Assert.Equal(TimeSpan.FromSeconds(7), http.Timeout);
    }

    [Fact]
    public async Task Go_through_the_proxy_of_the_clients_configuration()
    {
        using var http = UntracedHttpClients.Instance.CreateHttpClient(
            new AmazonSQSConfig { ProxyHost = Bus.Server.Endpoint.Host, ProxyPort = Bus.Server.Endpoint.Port });

        // Nobody else answers for such a name.
        using var proxied = await http.GetAsync(new Uri("http://sqs.invalid/"), Cancelled);
        using var direct = await http.GetAsync(Bus.Server.Endpoint, Cancelled);

        Assert.Equal(direct.StatusCode, proxied.StatusCode);
    }

    /// <summary>How many calls over HTTP had a span within a trace of their own.</summary>
    private async Task<int> SpansOfAsync(Func<Task> call)
    {
        using var request = new Activity("request").Start();
        await call();
        return _ended.Count(span => span.TraceId == request.TraceId);
    }
}

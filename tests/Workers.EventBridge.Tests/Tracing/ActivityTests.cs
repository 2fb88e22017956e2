using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json.Nodes;
using MassTransit;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Tracing;

/// <summary>The transport's source of activities is one for the process: others that run meanwhile are told apart by their trace.</summary>
public sealed class ActivityTests : TransportTest
{
    private readonly ConcurrentQueue<Activity> _activities = new();
    private readonly Activity _request = new("request");
    private readonly ActivityListener _listener;

    public ActivityTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EventBridgeActivitySource.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _activities.Enqueue,
        };
        ActivitySource.AddActivityListener(_listener);
    }

    [Fact]
    public async Task A_consumer_belongs_to_the_trace_of_the_publisher()
    {
        var worker = await StartConsumerAsync();

        var trace = await PublishInTraceAsync(worker);

        await Eventually.UntilAsync(() => Kinds(trace).Contains(ActivityKind.Consumer));
    }

    [Fact]
    public async Task The_trace_goes_on_from_consumer_to_consumer()
    {
        Orders.Work = context => context.Publish(new OrderShipped { OrderId = "o1" });
        var worker = await StartConsumerAsync();

        var trace = await PublishInTraceAsync(worker);

        await Eventually.UntilAsync(() => Kinds(trace).Count(kind => kind == ActivityKind.Producer) == 2);
    }

    [Fact]
    public async Task The_metadata_carries_the_activity_of_the_publish()
    {
        var worker = await StartPublisherAsync();

        var trace = await PublishInTraceAsync(worker);

        var producer = Assert.Single(
            _activities, activity => activity.TraceId == trace && activity.Kind == ActivityKind.Producer);
        Assert.Equal(producer.Id, Traceparent(await Bus.TapAsync()));
    }

    [Fact]
    public async Task The_entry_carries_it_for_X_Ray()
    {
        var worker = await StartPublisherAsync();

        var trace = (await PublishInTraceAsync(worker)).ToHexString();

        var header = (await Bus.ReceiveOneAsync("tap")).Attributes["AWSTraceHeader"];
        Assert.StartsWith($"Root=1-{trace[..8]}-{trace[8..]};Parent=", header, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_foreign_event_belongs_to_the_trace_that_EventBridge_carries_beside_it()
    {
        await StartConsumerAsync();

        await Bus.PutAsync("OrderPlaced", """{"orderId":"o1"}""", traceHeader: "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1");

        await Eventually.UntilAsync(
            () => Kinds(ActivityTraceId.CreateFromString("0af7651916cd43dd8448eb211c80319c")).Contains(ActivityKind.Consumer));
    }

    [Fact]
    public async Task A_foreign_event_without_a_trace_does_not_belong_to_the_one_in_which_the_worker_started()
    {
        _request.Start();
        await StartConsumerAsync();
        var trace = _request.TraceId;
        _request.Stop();
        ActivityTraceId? consumed = null;
        Orders.Work = _ =>
        {
            consumed = Activity.Current?.TraceId;
            return Task.CompletedTask;
        };

        await Bus.PutOrdersAsync(1);
        await Bus.UntilEmptyAsync();

        Assert.NotEqual(trace, consumed);
    }

    [Fact]
    public async Task A_traceparent_that_is_none_gives_way_to_what_EventBridge_carries()
    {
        await StartConsumerAsync();

        await Bus.PutAsync(
            "OrderPlaced",
            """{"metadata":{"eventId":"e1","traceparent":"garbage"},"data":{"orderId":"o1"}}""",
            traceHeader: "Root=1-1af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1");

        await Eventually.UntilAsync(
            () => Kinds(ActivityTraceId.CreateFromString("1af7651916cd43dd8448eb211c80319c")).Contains(ActivityKind.Consumer));
    }

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _listener.Dispose();
        _request.Dispose();
    }

    private async Task<ActivityTraceId> PublishInTraceAsync(WorkerHost worker)
    {
        _request.Start();
        await worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, Cancelled);
        _request.Stop();
        return _request.TraceId;
    }

    private IEnumerable<ActivityKind> Kinds(ActivityTraceId trace) =>
        _activities.Where(activity => activity.TraceId == trace).Select(activity => activity.Kind);

    private static string? Traceparent(JsonObject wire) => (string?)wire["detail"]!["metadata"]!["traceparent"];
}

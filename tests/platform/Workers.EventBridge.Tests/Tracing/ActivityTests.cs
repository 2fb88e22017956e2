using System.Diagnostics;
using System.Text.Json.Nodes;
using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Tracing;

/// <summary>One trace from the publisher to the last consumer.</summary>
public sealed class ActivityTests : TracingTest
{
    [Fact]
    public async Task A_consumer_belongs_to_the_trace_of_the_publisher()
    {
        var worker = await StartConsumerAsync();

        var trace = await PublishAsync(worker);

        await Eventually.UntilAsync(() => Kinds(trace).Contains(ActivityKind.Consumer));
    }

    [Fact]
    public async Task The_trace_goes_on_from_consumer_to_consumer()
    {
        Orders.Work = context => context.Publish(new OrderShipped { OrderId = "o1" });
        var worker = await StartConsumerAsync();

        var trace = await PublishAsync(worker);

        await Eventually.UntilAsync(() => Kinds(trace).Count(kind => kind == ActivityKind.Producer) == 2);
    }

    [Fact]
    public async Task The_metadata_carries_the_activity_of_the_publish()
    {
        var worker = await StartPublisherAsync();

        var trace = await PublishAsync(worker);

        var producer = Assert.Single(Spans.Of(trace), span => span.Kind == ActivityKind.Producer);
        Assert.Equal(producer.Id, TraceparentOf(await Bus.TapAsync()));
    }

    [Fact]
    public async Task The_entry_carries_it_for_X_Ray()
    {
        var worker = await StartPublisherAsync();

        var trace = (await PublishAsync(worker)).ToHexString();

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
        Request.Start();
        await StartConsumerAsync();
        var trace = Request.TraceId;
        Request.Stop();
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

    [Fact]
    public async Task The_trace_in_the_metadata_comes_before_the_one_that_EventBridge_carries()
    {
        await StartConsumerAsync();
        var beside = ActivityTraceId.CreateRandom().ToHexString();

        await Bus.PutAsync(
            "OrderPlaced",
            $$$"""{"metadata":{"eventId":"e1","traceparent":"00-{{{Trace}}}-b7ad6b7169203331-01"},"data":{"orderId":"o1"}}""",
            traceHeader: $"Root=1-{beside[..8]}-{beside[8..]};Parent=b7ad6b7169203331;Sampled=1");
        await Eventually.UntilAsync(() => Kinds(Trace).Contains(ActivityKind.Consumer));

        Assert.Empty(Spans.Of(ActivityTraceId.CreateFromString(beside)));
    }

    private IEnumerable<ActivityKind> Kinds(ActivityTraceId trace) => Spans.Of(trace).Select(span => span.Kind);

    private static string? TraceparentOf(JsonObject wire) => (string?)wire["detail"]!["metadata"]!["traceparent"];
}

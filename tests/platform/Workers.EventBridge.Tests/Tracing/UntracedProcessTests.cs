using System.Diagnostics;
using System.Text.Json.Nodes;
using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Tracing;

/// <summary>Alone in the process: here nobody may listen to MassTransit's activities.</summary>
[CollectionDefinition(nameof(UntracedProcess), DisableParallelization = true)]
public sealed class UntracedProcess;

/// <summary>A worker that records no traces passes them on.</summary>
[Collection(nameof(UntracedProcess))]
public sealed class UntracedProcessTests : TransportTest
{
    private const string Traceparent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    [Fact]
    public async Task A_publish_belongs_to_the_activity_around_it()
    {
        var worker = await StartPublisherAsync();
        using var request = new Activity("request").Start();

        await worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, Cancelled);

        Assert.Equal(request.Id, await TracedAsync());
    }

    [Fact]
    public async Task A_reaction_belongs_to_the_trace_of_its_cause()
    {
        Orders.Work = context => context.Publish(new OrderShipped { OrderId = "o1" });
        await StartConsumerAsync();

        await Bus.SendAsync($$$"""
            {"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"metadata":{"eventId":"e","traceparent":"{{{Traceparent}}}"},"data":{"orderId":"o1"}} }
            """);

        Assert.Equal(Traceparent, await TracedAsync());
    }

    private async Task<string?> TracedAsync() => (string?)(await Bus.TapAsync())["detail"]!["metadata"]!["traceparent"];
}

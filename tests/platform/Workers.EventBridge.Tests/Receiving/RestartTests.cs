using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>A bus that was stopped is started again.</summary>
public sealed class RestartTests : TransportTest
{
    [Fact]
    public async Task A_stopped_bus_that_is_started_again_publishes_and_receives()
    {
        var worker = await StartConsumerAsync();
        await worker.Bus.Publish(new OrderPlaced { OrderId = "first" }, Cancelled).InTimeAsync();
        await Eventually.UntilAsync(() => Orders.Count == 1);

        await worker.Bus.StopAsync(Cancelled).InTimeAsync();
        await worker.Bus.StartAsync(Cancelled).InTimeAsync();
        await worker.Bus.Publish(new OrderPlaced { OrderId = "second" }, Cancelled).InTimeAsync();

        await Eventually.UntilAsync(() => Orders.Count == 2);
        Assert.Equal(["first", "second"], Orders.Contexts.Select(context => context.Message.OrderId));
        await Bus.UntilEmptyAsync();
    }

    [Fact]
    public async Task It_can_be_stopped_and_started_many_times()
    {
        var worker = await StartConsumerAsync();
        for (var round = 0; round < 3; round++)
        {
            await worker.Bus.StopAsync(Cancelled).InTimeAsync();
            Assert.Equal(BusHealthStatus.Unhealthy, worker.Health);
            await worker.Bus.StartAsync(Cancelled).InTimeAsync();
        }

        await Eventually.UntilAsync(() => worker.Health == BusHealthStatus.Healthy);
        await worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, Cancelled).InTimeAsync();
        await Orders.OneAsync();
    }

    [Fact]
    public async Task What_came_while_it_was_stopped_is_received_after_the_start()
    {
        var worker = await StartConsumerAsync();
        await worker.Bus.StopAsync(Cancelled).InTimeAsync();
        await Bus.PutOrdersAsync(20);
        await worker.Bus.StartAsync(Cancelled).InTimeAsync();

        await Eventually.UntilAsync(() => Orders.Count == 20);
        await Bus.UntilEmptyAsync();
    }
}

using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Envelope;

public sealed class ConsumeTopologyTests : TransportTest
{
    [Fact]
    public async Task An_endpoint_without_consume_topology_consumes_what_is_sent_to_its_queue()
    {
        var worker = await StartAsync(Consuming(Orders, endpoint => endpoint.ConfigureConsumeTopology = false));

        await (await worker.Bus.GetSendEndpoint(new Uri("queue:orders"))).Send(new OrderPlaced { OrderId = "o1" }, Cancelled);

        Assert.Equal("o1", (await Orders.OneAsync()).Message.OrderId);
    }
}

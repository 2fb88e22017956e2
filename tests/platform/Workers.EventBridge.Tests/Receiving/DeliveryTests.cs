using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

public sealed class DeliveryTests : TransportTest
{
    [Fact]
    public async Task What_is_published_is_consumed()
    {
        var worker = await StartConsumerAsync();

        await worker.Bus.Publish(new OrderPlaced { OrderId = "o1", Quantity = 2, Note = "\"quoted\" — £" }, Cancelled);

        Assert.Equal(new OrderPlaced { OrderId = "o1", Quantity = 2, Note = "\"quoted\" — £" }, (await Orders.OneAsync()).Message);
    }

    [Fact]
    public async Task What_is_consumed_is_deleted()
    {
        await StartConsumerAsync();

        await Bus.PutOrdersAsync(25);

        await Eventually.UntilAsync(() => Orders.Count == 25);
        await Bus.UntilEmptyAsync();
    }
}

using Amazon.SQS.Model;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>The group of a message of a fair queue: a standard queue whose messages name their tenants.</summary>
public sealed class MessageGroupTests : TransportTest
{
    private const string Body = """{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""";

    [Fact]
    public async Task Consumers_can_read_it()
    {
        await StartConsumerAsync();

        await SendAsync(Body);

        var context = await Orders.OneAsync();
        Assert.Equal("tenant-1", context.ReceiveContext.TransportHeaders.Get<string>(SqsHeaders.MessageGroupId));
    }

    [Fact]
    public async Task A_message_without_one_has_none()
    {
        await StartConsumerAsync();

        await Bus.SendAsync(Body);

        Assert.Null((await Orders.OneAsync()).ReceiveContext.TransportHeaders.Get<string>(SqsHeaders.MessageGroupId));
    }

    [Fact]
    public async Task A_dead_letter_keeps_it()
    {
        await StartConsumerAsync();

        await SendAsync("not JSON");

        Assert.Equal("tenant-1", (await Bus.ReceiveOneAsync("orders-dlq")).Attributes["MessageGroupId"]);
    }

    private async Task SendAsync(string body) => await Bus.Sqs.SendMessageAsync(
        new SendMessageRequest(await Bus.UrlAsync(LocalBus.Queue), body) { MessageGroupId = "tenant-1" }, Cancelled);
}

using System.Text;
using MassTransit;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;
using Workers.EventBridge.Tests.Receiving.Fifo;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Tests.Sending;

/// <summary>The ordering key of a contract, and messages to FIFO queues.</summary>
public sealed class SendToFifoQueueTests : FifoTest
{
    private static readonly Uri Address = new($"queue:{Queue}");

    [Fact]
    public async Task The_ordering_key_is_the_group()
    {
        await SendAsync(new OrderMoved("o-1", 1));

        Assert.Equal("o-1", (await Bus.ReceiveOneAsync(Queue)).Attributes["MessageGroupId"]);
    }

    [Fact]
    public async Task Without_an_ordering_key_the_group_is_the_event()
    {
        var id = NewId.NextGuid();

        await SendAsync(new OrderPlaced { OrderId = "o-1" }, id);

        Assert.Equal($"{id}", (await Bus.ReceiveOneAsync(Queue)).Attributes["MessageGroupId"]);
    }

    [Fact]
    public async Task An_event_that_is_sent_twice_arrives_once()
    {
        var id = NewId.NextGuid();

        await SendAsync(new OrderMoved("o-1", 1), id);
        await SendAsync(new OrderMoved("o-1", 1), id);

        Assert.Equal((1, 0), await Bus.CountAsync(Queue));
    }

    [Theory]
    [InlineData("order number one")]
    [InlineData("Bestellung-ä")]
    public async Task A_key_that_SQS_allows_no_group_for_becomes_an_id(string key)
    {
        await SendAsync(new OrderMoved(key, 1));

        Assert.Equal($"{EventIds.ToGuid(key)}", (await Bus.ReceiveOneAsync(Queue)).Attributes["MessageGroupId"]);
    }

    [Fact]
    public async Task A_published_event_has_its_ordering_key_in_the_metadata()
    {
        var worker = await StartPublisherAsync();

        await worker.Bus.Publish(new OrderMoved("o-1", 1), Cancelled);

        Assert.Equal("o-1", (string?)(await Bus.TapAsync())["detail"]!["metadata"]!["orderingKey"]);
    }

    [Fact]
    public async Task A_received_event_has_its_ordering_key_in_the_metadata()
    {
        await SendAsync(new OrderMoved("o-1", 1));

        var body = Encoding.UTF8.GetBytes((await Bus.ReceiveOneAsync(Queue)).Body);
        Assert.Equal("o-1", EnvelopeReader.Read(body).Metadata!.OrderingKey);
    }

    [Fact]
    public async Task A_message_to_a_standard_queue_has_no_group()
    {
        var worker = await StartPublisherAsync();

        await (await worker.Bus.GetSendEndpoint(new Uri("queue:orders"))).Send(new OrderMoved("o-1", 1), Cancelled);

        Assert.DoesNotContain("MessageGroupId", (await Bus.ReceiveOneAsync("orders")).Attributes.Keys);
    }

    [Fact]
    public void An_attribute_that_names_no_property_is_an_error_that_names_both()
    {
        var error = Assert.Throws<EventContractException>(() => new EventTypeMap().Consume(typeof(Misordered)));

        Assert.Contains($"{nameof(Misordered)} has no public property 'Number'", error.Message, StringComparison.Ordinal);
    }

    private async Task SendAsync<T>(T message, Guid? id = null)
        where T : class
    {
        var worker = Workers.Count > 0 ? Workers[0] : await StartPublisherAsync();
        var endpoint = await worker.Bus.GetSendEndpoint(Address);
        await endpoint.Send(message, context => context.MessageId = id ?? NewId.NextGuid(), Cancelled);
    }
}

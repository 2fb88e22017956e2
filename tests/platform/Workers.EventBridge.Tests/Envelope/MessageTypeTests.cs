using MassTransit;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Envelope;

/// <summary>Which consumer gets what.</summary>
public sealed class MessageTypeTests : TransportTest
{
    [Fact]
    public async Task A_foreign_event_is_consumed_by_its_name_and_known_by_its_outer_id()
    {
        await StartConsumerAsync();

        await Bus.PutAsync("OrderPlaced", """{"orderId":"o1","unknown":{"x":[1]}}""");

        var context = await Orders.OneAsync();
        Assert.Equal(("o1", true), (context.Message.OrderId, context.MessageId is not null && context.MessageId != Guid.Empty));
    }

    [Fact]
    public async Task An_event_of_an_AWS_service_is_consumed_through_the_name_it_is_given()
    {
        var consumed = new Consumed<Unnamed>();
        await StartAsync(Consuming(consumed, setup: new WorkerSetup { Factory = cfg => cfg.Event<Unnamed>("aws.s3", "Object Created") }));

        await Bus.SendAsync("""{"id":"i","source":"aws.s3","detail-type":"Object Created","detail":{"key":"a.png"}}""");

        Assert.Equal("a.png", (await consumed.OneAsync()).Message.Key);
    }

    [Fact]
    public async Task A_payload_cannot_choose_its_type()
    {
        await StartConsumerAsync(e => e.UnknownEvents = UnknownEvents.DeadLetter);

        await Bus.SendAsync($$$"""
            {"id":"i","source":"shop.orders","detail-type":"Other","messageType":["{{{MessageUrn.ForTypeString<OrderPlaced>()}}}"],
             "detail":{"metadata":{"eventId":"e","messageType":"{{{MessageUrn.ForTypeString<OrderPlaced>()}}}"},"data":{"orderId":"o1","$type":"OrderPlaced"} } }
            """);

        Assert.Equal("unknown-type", (await Bus.ReceiveOneAsync("orders-dlq")).MessageAttributes["DeadLetterReason"].StringValue);
    }

    [Fact]
    public async Task A_consumer_of_a_contract_without_a_name_does_not_start()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(Consuming(new Consumed<Unnamed>())));

        Assert.Contains("has no name on the bus", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_without_a_name_cannot_be_published()
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAnyAsync<Exception>(() => worker.Bus.Publish(new Unnamed(), Cancelled));

        Assert.Contains("has no name on the bus", error.Message, StringComparison.Ordinal);
    }
}

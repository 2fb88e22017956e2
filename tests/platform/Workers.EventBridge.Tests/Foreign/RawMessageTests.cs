using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Foreign;

/// <summary>Bodies that are only a contract, such as the output of an input transformer.</summary>
public sealed class RawMessageTests : ForeignBodyTest
{
    [Fact]
    public async Task The_body_is_the_contract_that_the_endpoint_names()
    {
        var order = await ConsumeAsync(Order, endpoint => endpoint.RawMessages<OrderPlaced>());

        Assert.Equal(("o1", 3), (order.Message.OrderId, order.Message.Quantity));
    }

    [Fact]
    public async Task Its_identity_is_that_of_the_SQS_message()
    {
        var order = await ConsumeAsync(Order, endpoint => endpoint.RawMessages<OrderPlaced>());

        Assert.Equal(order.ReceiveContext.TransportHeaders.Get<string>(MessageHeaders.TransportMessageId), $"{order.MessageId}");
    }

    [Fact]
    public async Task Events_in_the_same_queue_are_read_as_events()
    {
        await StartConsumerAsync(endpoint => endpoint.RawMessages<OrderPlaced>());

        await Bus.PutOrdersAsync(1);
        await Bus.SendAsync(CloudEvent("OrderPlaced"));
        await Bus.SendAsync(Order);

        await Eventually.UntilAsync(() => Orders.Count == 3);
    }

    [Fact]
    public async Task An_event_with_a_mistake_is_not_read_as_the_contract()
    {
        var (_, message) = await DeadLetterAsync(
            """{"id":"i","detail-type":"OrderPlaced","detail":{},"orderId":"o1"}""", endpoint => endpoint.RawMessages<OrderPlaced>());

        Assert.Contains("The event has no 'source'.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_that_is_not_JSON_is_poison()
    {
        var (_, message) = await DeadLetterAsync("not JSON", endpoint => endpoint.RawMessages<OrderPlaced>());

        Assert.StartsWith("The message is not JSON", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_contract_the_reason_names_the_shapes_that_are_read()
    {
        var (reason, message) = await DeadLetterAsync(Order);

        Assert.Equal("malformed", reason);
        Assert.Contains(
            "an SNS notification or a delivery of a Custom Event Bus that contains one, a CloudEvent 1.0, a notification of S3 (the endpoint has no S3Notifications<T>()), or a contract without an envelope (the endpoint has no RawMessages<T>())",
            message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_without_a_name_is_refused_at_start()
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => StartConsumerAsync(endpoint => endpoint.RawMessages<Unnamed>()));

        Assert.Contains($"{nameof(Unnamed)} has no name on the bus", error.ToString(), StringComparison.Ordinal);
    }
}

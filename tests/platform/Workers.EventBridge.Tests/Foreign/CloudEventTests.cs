using Workers.EventBridge.Envelope;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Foreign;

/// <summary>CloudEvents as structured JSON, as AWS.Messaging writes them.</summary>
public sealed class CloudEventTests : ForeignBodyTest
{
    private const string Id = "b02f156b-0f02-48cf-ae54-4fbbe05cffba";

    [Fact]
    public async Task A_mapped_type_is_its_contract()
    {
        var order = await ConsumeAsync(CloudEvent("Shop.Messages.Order"), endpoint => endpoint.CloudEvent<OrderPlaced>("Shop.Messages.Order"));

        Assert.Equal(
            ("o1", Guid.Parse(Id), new DateTime(2026, 1, 1, 10, 0, 0, 500, DateTimeKind.Utc)), (order.Message.OrderId, order.MessageId, order.SentTime));
    }

    [Fact]
    public async Task A_type_that_is_the_detail_type_of_a_consumed_event_needs_no_mapping()
    {
        var order = await ConsumeAsync(CloudEvent("OrderPlaced"));

        Assert.Equal("o1", order.Message.OrderId);
    }

    [Fact]
    public async Task An_id_that_is_no_GUID_counts_together_with_the_source()
    {
        var order = await ConsumeAsync(CloudEvent("OrderPlaced", id: "42"));

        Assert.Equal(EventIds.ToGuid("/aws/messaging#42"), order.MessageId);
    }

    [Fact]
    public async Task Data_that_is_JSON_as_a_text_is_read()
    {
        var order = await ConsumeAsync(CloudEvent("OrderPlaced", data: """ "{\"OrderId\":\"o1\",\"Quantity\":3}" """));

        Assert.Equal(("o1", 3), (order.Message.OrderId, order.Message.Quantity));
    }

    [Fact]
    public async Task A_CloudEvent_in_the_detail_of_an_event_is_unwrapped()
    {
        await StartConsumerAsync(endpoint => endpoint.CloudEvent<OrderPlaced>("Shop.Messages.Order"));

        await Bus.PutAsync("Shop.Messages.Order", CloudEvent("Shop.Messages.Order"), source: "/aws/messaging");

        Assert.Equal(("o1", Guid.Parse(Id)), ((await Orders.OneAsync()).Message.OrderId, Orders.Contexts[0].MessageId));
    }

    [Fact]
    public async Task A_CloudEvent_in_the_detail_of_a_consumed_event_needs_no_mapping()
    {
        await StartConsumerAsync();

        await Bus.PutAsync("OrderPlaced", CloudEvent("Shop.Messages.Order"));

        Assert.Equal("o1", (await Orders.OneAsync()).Message.OrderId);
    }

    [Fact]
    public async Task A_type_that_nobody_consumes_is_skipped()
    {
        await StartConsumerAsync();

        await Bus.SendAsync(CloudEvent("System.Diagnostics.Process"));

        await Bus.UntilEmptyAsync();
        Assert.Equal((0, (0, 0)), (Orders.Count, await Bus.CountAsync("orders-dlq")));
    }

    [Fact]
    public async Task Data_that_violates_the_contract_is_poison()
    {
        var (reason, message) = await DeadLetterAsync(CloudEvent("OrderPlaced", data: """{"quantity":3}"""));

        Assert.Equal("contract", reason);
        Assert.Contains("shop.orders/OrderPlaced", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Data_in_base64_is_poison_with_its_reason()
    {
        var (_, message) = await DeadLetterAsync("""{"id":"1","source":"/s","specversion":"1.0","type":"OrderPlaced","data_base64":"e30="}""");

        Assert.Contains("no 'data' as JSON", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_identity_that_is_too_long_is_poison()
    {
        var (reason, _) = await DeadLetterAsync(CloudEvent("OrderPlaced", id: new string('x', 200)));

        Assert.Equal("malformed", reason);
    }

    [Fact]
    public async Task It_continues_the_trace_of_its_extension()
    {
        const string trace = "0af7651916cd43dd8448eb211c80319c";

        var order = await ConsumeAsync(CloudEvent("OrderPlaced", extensions: $",\"traceparent\":\"00-{trace}-b7ad6b7169203331-01\""));

        Assert.Equal(trace, order.ReceiveContext.TryGetPayload<ReceivedEvent>(out var received) ? received.Envelope.Metadata!.Traceparent![3..35] : null);
    }
}

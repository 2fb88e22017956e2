using System.Text.Json.Nodes;

namespace Workers.EventBridge.Tests.Foreign;

/// <summary>Messages of an SNS topic.</summary>
public sealed class SnsNotificationTests : ForeignBodyTest
{
    private const string Event = """{"id":"6a7e8feb-b491-4cf7-a9f1-bf3703467718","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""";

    [Fact]
    public async Task An_event_in_a_notification_keeps_its_identity()
    {
        var order = await ConsumeAsync(Sns(Event));

        Assert.Equal(("o1", Guid.Parse("6a7e8feb-b491-4cf7-a9f1-bf3703467718")), (order.Message.OrderId, order.MessageId));
    }

    [Fact]
    public async Task An_event_of_raw_message_delivery_is_the_event()
    {
        var order = await ConsumeAsync(Event);

        Assert.Equal("o1", order.Message.OrderId);
    }

    [Fact]
    public async Task A_CloudEvent_in_a_notification_is_read()
    {
        var order = await ConsumeAsync(Sns(CloudEvent("OrderPlaced")));

        Assert.Equal(3, order.Message.Quantity);
    }

    [Fact]
    public async Task A_contract_in_a_notification_has_the_identity_and_the_time_of_the_notification()
    {
        var order = await ConsumeAsync(Sns(Order), endpoint => endpoint.RawMessages<Contracts.OrderPlaced>());

        Assert.Equal(
            ("o1", Guid.Parse("165545c9-2a5c-472c-8df2-7ff2be2b3b1b"), new DateTime(2026, 1, 2, 3, 4, 5, 678, DateTimeKind.Utc)),
            (order.Message.OrderId, order.MessageId, order.SentTime));
    }

    [Theory]
    [InlineData("not JSON")]
    [InlineData("{}")]
    public async Task A_notification_of_anything_else_is_poison(string message)
    {
        var (reason, _) = await DeadLetterAsync(Sns(message));

        Assert.Equal("malformed", reason);
    }

    [Fact]
    public async Task A_notification_in_a_notification_is_poison()
    {
        var (reason, _) = await DeadLetterAsync(Sns(Sns(Event)));

        Assert.Equal("malformed", reason);
    }

    [Fact]
    public async Task A_message_that_is_too_deep_is_poison()
    {
        var deep = string.Concat(Enumerable.Repeat("[", 100)) + string.Concat(Enumerable.Repeat("]", 100));

        var (reason, _) = await DeadLetterAsync(Sns($$"""{"a":{{deep}}}"""), endpoint => endpoint.RawMessages<Contracts.OrderPlaced>());

        Assert.Equal("malformed", reason);
    }

    [Fact]
    public async Task A_contract_that_looks_like_a_notification_is_the_contract_unless_it_names_a_topic()
    {
        var body = JsonNode.Parse(Order)!.AsObject();
        body["Type"] = "Notification";

        var order = await ConsumeAsync(body.ToJsonString(), endpoint => endpoint.RawMessages<Contracts.OrderPlaced>());

        Assert.Equal("o1", order.Message.OrderId);
    }
}

using MassTransit;
using Workers.EventBridge.Tests.Contracts;

namespace Workers.EventBridge.Tests.Foreign;

/// <summary>
/// What subscribers of a Custom Event Bus send to a queue, as the Amazon EventBridge User Guide documents it ("Transforming events with JSONata",
/// "Event structure: data, metadata, and system metadata").
/// </summary>
public sealed class CustomBusDeliveryTests : ForeignBodyTest
{
    // What PutEvents publishes.
    private const string Event = """
        {
          "version": "0",
          "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
          "detail-type": "OrderPlaced",
          "source": "shop.orders",
          "account": "123456789012",
          "time": "2026-09-23T18:00:00Z",
          "region": "eu-west-1",
          "resources": [],
          "detail": {
            "metadata": { "eventId": "0c1f4a5e-2d3b-4c6a-9e8f-7a6b5c4d3e2f", "headers": { "tenant": "ours" } },
            "data": { "orderId": "o1", "quantity": 3 }
          }
        }
        """;

    private static readonly Guid Id = Guid.Parse("a1b2c3d4-5678-90ab-cdef-000000011111");

    [Fact]
    public async Task The_raw_delivery_of_an_event_is_the_event()
    {
        var order = await ConsumeAsync(Event);

        Assert.Equal((Guid.Parse("0c1f4a5e-2d3b-4c6a-9e8f-7a6b5c4d3e2f"), 3), (order.MessageId, order.Message.Quantity));
    }

    [Fact]
    public async Task An_event_that_is_delivered_with_metadata_keeps_its_identity_and_its_headers()
    {
        var order = await ConsumeAsync(WithMetadata(Event, metadata: "{}"));

        Assert.Equal(
            (Guid.Parse("0c1f4a5e-2d3b-4c6a-9e8f-7a6b5c4d3e2f"), 3, "ours"),
            (order.MessageId, order.Message.Quantity, order.Headers.Get<string>("tenant")));
    }

    [Fact]
    public async Task The_raw_delivery_of_a_raw_event_is_the_contract_that_the_endpoint_names()
    {
        var order = await ConsumeAsync(Order, endpoint => endpoint.RawMessages<OrderPlaced>());

        Assert.Equal("o1", order.Message.OrderId);
    }

    [Fact]
    public async Task A_raw_event_that_is_delivered_with_metadata_has_the_id_the_time_and_the_metadata_as_headers()
    {
        var order = await ConsumeAsync(WithMetadata(Order, """{ "tenant": "acme" }"""), endpoint => endpoint.RawMessages<OrderPlaced>());

        Assert.Equal(
            ("o1", Id, new DateTime(2026, 9, 23, 18, 0, 0, DateTimeKind.Utc), "acme"),
            (order.Message.OrderId, order.MessageId, order.SentTime, order.Headers.Get<string>("tenant")));
    }

    [Fact]
    public async Task A_CloudEvent_that_is_delivered_with_metadata_is_read()
    {
        var order = await ConsumeAsync(WithMetadata(CloudEvent("OrderPlaced"), "{}"));

        Assert.Equal(3, order.Message.Quantity);
    }

    [Theory]
    [InlineData("\"b2N0ZXRz\"")]
    [InlineData("{}")]
    public async Task Any_other_data_is_poison(string data)
    {
        var (reason, message) = await DeadLetterAsync(WithMetadata(data, "{}"));

        Assert.Equal("malformed", reason);
        Assert.Contains("a delivery of a Custom Event Bus", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_delivery_in_a_delivery_is_poison()
    {
        var (reason, _) = await DeadLetterAsync(WithMetadata(WithMetadata(Event, "{}"), "{}"));

        Assert.Equal("malformed", reason);
    }

    private static string WithMetadata(string data, string metadata) => $$"""
        {
          "Data": {{data}},
          "Metadata": {{metadata}},
          "SystemMetadata": {
            "ContentType": "application/json",
            "aws:EventId": "{{Id}}",
            "aws:IngestionTime": "2026-09-23T18:00:00Z",
            "aws:DeliveryType": "LIVE"
          }
        }
        """;
}

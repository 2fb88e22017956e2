using System.Globalization;
using System.Text.Json.Nodes;
using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Envelope;

/// <summary>What is on the wire.</summary>
public sealed class SerializerTests : TransportTest
{
    private static readonly Guid Id = new("11111111-1111-1111-1111-111111111111");

    [Fact]
    public async Task An_event_is_published_under_its_name()
    {
        var wire = await PublishAsync(new OrderPlacedInLines { OrderId = "o1", Lines = ["a"] });

        Assert.Equal(
            ("shop.orders", "OrderPlaced", 2), (Text(wire["source"]), Text(wire["detail-type"]), (int)Metadata(wire)["eventVersion"]!));
    }

    [Fact]
    public async Task The_contract_stands_in_data()
    {
        var wire = await PublishAsync(new OrderPlaced { OrderId = "o1", Quantity = 2 });

        Assert.Equal("""{"orderId":"o1","quantity":2}""", wire["detail"]!["data"]!.ToJsonString());
    }

    [Fact]
    public async Task The_message_id_is_the_event_id()
    {
        var wire = await PublishAsync(new OrderPlaced { OrderId = "o1" }, context => context.MessageId = Id);

        Assert.Equal($"{Id}", Text(Metadata(wire)["eventId"]));
    }

    [Fact]
    public async Task It_says_when_it_happened_and_who_says_it()
    {
        var wire = await PublishAsync(new OrderPlaced { OrderId = "o1" });

        Assert.Equal(
            (Time.GetUtcNow(), "tests"),
            (DateTimeOffset.Parse(Text(Metadata(wire)["occurredAt"])!, CultureInfo.InvariantCulture), Text(Metadata(wire)["producer"])));
    }

    [Fact]
    public async Task The_envelope_has_the_time_of_the_event() =>
        Assert.Equal("2026-01-02T03:04:05Z", Text((await PublishAsync(new OrderPlaced { OrderId = "o1" }))["time"]));

    [Fact]
    public async Task Correlation_and_conversation_are_carried()
    {
        var wire = await PublishAsync(
            new OrderPlaced { OrderId = "o1" }, context => (context.CorrelationId, context.ConversationId) = (Id, Id));

        Assert.Equal(($"{Id}", $"{Id}"), (Text(Metadata(wire)["correlationId"]), Text(Metadata(wire)["conversationId"])));
    }

    [Fact]
    public async Task A_quote_takes_no_more_bytes_than_JSON_needs()
    {
        var worker = await StartPublisherAsync();

        await worker.Bus.Publish(new OrderPlaced { OrderId = "o1", Note = "\"<é'&+>" }, Cancelled);

        Assert.Contains("""\"<é'&+>""", (await Bus.ReceiveOneAsync("tap")).Body, StringComparison.Ordinal);
    }

    private async Task<JsonObject> PublishAsync<T>(T message, Action<PublishContext<T>>? configure = null)
        where T : class
    {
        var worker = await StartPublisherAsync();
        await worker.Bus.Publish(message, configure ?? (_ => { }), Cancelled);
        return await Bus.TapAsync();
    }

    private static JsonNode Metadata(JsonObject wire) => wire["detail"]!["metadata"]!;

    private static string? Text(JsonNode? node) => node?.GetValue<string>();
}

using MassTransit;
using Workers.Contracts;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Envelope;

/// <summary>Members of contracts that may be null.</summary>
public sealed class NullableMemberTests : TransportTest
{
    [Fact]
    public async Task A_required_member_that_is_null_arrives_as_null()
    {
        var remarks = new Consumed<Remark>();
        var worker = await StartAsync(Consuming(remarks));

        await worker.Bus.Publish(new Remark("r1", null, null) { Author = null }, Cancelled);

        Assert.Equal(new Remark("r1", null, null) { Author = null }, (await remarks.OneAsync()).Message);
    }

    [Fact]
    public async Task An_optional_member_that_is_null_is_not_written()
    {
        var worker = await StartPublisherAsync();

        await worker.Bus.Publish(new Remark("r1", null, null) { Author = null }, Cancelled);

        Assert.Equal("""{"id":"r1","text":null,"stars":null,"author":null}""", Ordered((await Bus.TapAsync())["detail"]!["data"]!));
    }

    [Fact]
    public async Task A_required_member_that_is_missing_is_poison()
    {
        await StartAsync(Consuming(new Consumed<Remark>()));

        await Bus.PutAsync("Remark", """{"id":"r1"}""");

        Assert.Equal("contract", (await Bus.ReceiveOneAsync("orders-dlq")).MessageAttributes["DeadLetterReason"].StringValue);
    }

    private static string Ordered(System.Text.Json.Nodes.JsonNode data) => new System.Text.Json.Nodes.JsonObject(
        new[] { "id", "text", "stars", "author", "note" }.Where(name => data.AsObject().ContainsKey(name))
            .Select(name => KeyValuePair.Create(name, data[name]?.DeepClone()))).ToJsonString();

    [Event("shop.orders", "Remark")]
    public sealed record Remark(string Id, string? Text, int? Stars)
    {
        public required string? Author { get; init; }

        public string? Note { get; init; }
    }
}

using System.Text.Json.Nodes;
using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Envelope;

/// <summary>What an event inherits from the one that it is a reaction to.</summary>
public sealed class ReactionTests : TransportTest
{
    private const string Id = "11111111-1111-1111-1111-111111111111";

    [Fact]
    public async Task A_reaction_names_its_cause() => Assert.Equal(Id, (string?)(await ReactAsync())["causationId"]);

    [Fact]
    public async Task A_reaction_has_an_id_of_its_own() => Assert.NotEqual(Id, (string?)(await ReactAsync())["eventId"]);

    [Fact]
    public async Task A_reaction_stays_in_the_conversation_and_correlation_of_its_cause()
    {
        var metadata = await ReactAsync();

        Assert.Equal(
            ("22222222-2222-2222-2222-222222222222", "33333333-3333-3333-3333-333333333333"),
            ((string?)metadata["correlationId"], (string?)metadata["conversationId"]));
    }

    [Fact]
    public async Task Extra_metadata_is_a_header_and_goes_on_to_the_reaction()
    {
        var metadata = await ReactAsync();

        Assert.Equal(("acme", "acme"), (Orders.Contexts[0].Headers.Get<string>("tenant"), (string?)metadata["headers"]!["tenant"]));
    }

    private async Task<JsonNode> ReactAsync()
    {
        Orders.Work = context => context.Publish(new OrderShipped { OrderId = context.Message.OrderId });
        await StartConsumerAsync();

        // Into the queue itself, so that the tap sees the reaction only.
        await Bus.SendAsync($$$"""
            {"id":"outer","source":"shop.orders","detail-type":"OrderPlaced","detail":{"metadata":{"eventId":"{{{Id}}}","tenant":"acme",
             "correlationId":"22222222-2222-2222-2222-222222222222","conversationId":"33333333-3333-3333-3333-333333333333"},"data":{"orderId":"o1"} } }
            """);

        return (await Bus.TapAsync())["detail"]!["metadata"]!;
    }
}

using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Tests.Envelope;

public sealed class TypeMapTests
{
    private readonly EventTypeMap _types = new();

    [Fact]
    public void A_contract_is_named_by_its_attribute() =>
        Assert.Equal(new EventName("shop.orders", "OrderPlaced", 2), _types.NameOf(typeof(OrderPlacedInLines)));

    [Fact]
    public void A_contract_without_a_name_is_an_error_that_says_what_to_do()
    {
        var error = Assert.Throws<EventContractException>(() => _types.NameOf(typeof(Unnamed)));

        Assert.Contains(
            $"{typeof(Unnamed).FullName} has no name on the bus. Put [Event(source, detailType)] on it",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_contract_can_be_named_from_outside()
    {
        _types.Add(typeof(Unnamed), new EventName("aws.s3", "Object Created"));

        Assert.Equal("aws.s3/Object Created", _types.NameOf(typeof(Unnamed)).ToString());
    }

    [Fact]
    public void Only_what_a_consumer_takes_is_consumed()
    {
        _types.NameOf(typeof(OrderPlaced));

        Assert.False(_types.IsConsumed(new EventName("shop.orders", "OrderPlaced")));
    }

    [Fact]
    public void Versions_are_different_events()
    {
        _types.Consume(typeof(OrderPlaced));

        Assert.False(_types.IsConsumed(new EventName("shop.orders", "OrderPlaced", 2)));
    }

    [Fact]
    public void Contracts_may_share_a_name()
    {
        _types.Add(typeof(Unnamed), new EventName("shop.orders", "OrderPlaced"));
        _types.Consume(typeof(OrderPlaced));
        _types.Consume(typeof(Unnamed));
        _types.Consume(typeof(Unnamed));

        _types.TryGet(new EventName("shop.orders", "OrderPlaced"), out var consumed);

        Assert.Equal([typeof(OrderPlaced), typeof(Unnamed)], consumed!.Messages.ToArray());
    }
}

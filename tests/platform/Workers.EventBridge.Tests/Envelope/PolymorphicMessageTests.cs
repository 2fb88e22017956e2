using MassTransit;
using Workers.Contracts;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Envelope;

/// <summary>Interfaces as contracts, and consumers of base types.</summary>
public sealed class PolymorphicMessageTests : TransportTest
{
    [Fact]
    public async Task An_interface_is_published_from_an_anonymous_object()
    {
        var worker = await StartPublisherAsync();

        await worker.Bus.Publish<IOrderPacked>(new { OrderId = "o1", Boxes = 2, Lines = new[] { new { Sku = "a" } } }, Cancelled);

        var sent = await Bus.TapAsync();
        Assert.Equal("OrderPacked", (string?)sent["detail-type"]);
        Assert.Equal("""{"boxes":2,"lines":[{"sku":"a"}],"orderId":"o1"}""", sent["detail"]!["data"]!.ToJsonString());
    }

    [Fact]
    public async Task An_interface_that_is_published_from_a_class_has_only_its_own_properties()
    {
        var worker = await StartPublisherAsync();

        await worker.Bus.Publish<IOrderPacked>(new Packed("o1", 1, Note: null, [], Secret: "s"), Cancelled);

        Assert.Null((await Bus.TapAsync())["detail"]!["data"]!["secret"]);
    }

    [Fact]
    public async Task An_interface_is_consumed_with_its_inherited_and_nested_properties()
    {
        var packed = new Consumed<IOrderPacked>();
        await StartAsync(Consuming(packed));

        await Bus.PutAsync("OrderPacked", """{"orderId":"o1","boxes":2,"lines":[{"sku":"a"}]}""");

        var message = (await packed.OneAsync()).Message;
        Assert.Equal(("o1", 2, null, "a"), (message.OrderId, message.Boxes, message.Note, Assert.Single(message.Lines).Sku));
    }

    [Fact]
    public async Task An_interface_that_gets_null_where_it_allows_none_is_poison()
    {
        await StartAsync(Consuming(new Consumed<IOrderPacked>()));

        await Bus.PutAsync("OrderPacked", """{"orderId":null,"boxes":2,"lines":[]}""");

        Assert.Equal("contract", (await Bus.ReceiveOneAsync("orders-dlq")).MessageAttributes["DeadLetterReason"].StringValue);
    }

    [Fact]
    public async Task A_consumer_of_an_interface_gets_all_events_that_implement_it()
    {
        var all = new Consumed<IOrderEvent>();
        var worker = await StartAsync(Consuming(all));

        await worker.Bus.Publish<IOrderPacked>(new { OrderId = "o1", Boxes = 1, Lines = Array.Empty<object>() }, Cancelled);
        await worker.Bus.Publish(new OrderPaid { OrderId = "o2", Amount = 3 }, Cancelled);
        await worker.Bus.Publish(new OrderPaidLate { OrderId = "o3", DaysLate = 7 }, Cancelled);

        await Eventually.UntilAsync(() => all.Count == 3);
        Assert.Equal(["o1", "o2", "o3"], all.Contexts.Select(context => context.Message.OrderId).Order());
        Assert.Equal(7, Assert.Single(all.Contexts.Select(context => context.Message).OfType<OrderPaidLate>()).DaysLate);
    }

    [Fact]
    public async Task A_consumer_of_an_abstract_class_gets_the_events_that_derive_from_it()
    {
        var all = new Consumed<OrderEvent>();
        var worker = await StartAsync(Consuming(all));

        await worker.Bus.Publish(new OrderPaid { OrderId = "o1", Amount = 3 }, Cancelled);

        Assert.Equal(3, Assert.IsType<OrderPaid>((await all.OneAsync()).Message).Amount);
    }

    [Fact]
    public async Task A_consumer_of_an_event_also_gets_the_events_that_derive_from_it()
    {
        var paid = new Consumed<OrderPaid>();
        var worker = await StartAsync(Consuming(paid));

        await worker.Bus.Publish(new OrderPaid { OrderId = "o1" }, Cancelled);
        await worker.Bus.Publish(new OrderPaidLate { OrderId = "o2", DaysLate = 7 }, Cancelled);

        await Eventually.UntilAsync(() => paid.Count == 2);
        Assert.Equal(["OrderPaid", "OrderPaidLate"], paid.Contexts.Select(context => context.Message.GetType().Name).Order());
    }

    [Fact]
    public async Task A_consumer_of_a_derived_event_does_not_get_its_base()
    {
        await StartAsync(Consuming(new Consumed<OrderPaidLate>(), e => e.UnknownEvents = UnknownEvents.DeadLetter));

        await Bus.PutAsync("OrderPaid", """{"orderId":"o1"}""");

        Assert.Equal("unknown-type", (await Bus.ReceiveOneAsync("orders-dlq")).MessageAttributes["DeadLetterReason"].StringValue);
    }

    [Fact]
    public async Task Consumers_of_the_event_and_of_its_interface_both_get_it()
    {
        var (all, paid) = (new Consumed<IOrderEvent>(), new Consumed<OrderPaid>());
        var worker = await StartAsync(Consuming(all, setup: Consuming(paid)));

        await worker.Bus.Publish(new OrderPaid { OrderId = "o1", Amount = 3 }, Cancelled);

        Assert.Equal(("o1", 3), ((await all.OneAsync()).Message.OrderId, (await paid.OneAsync()).Message.Amount));
    }

    [Fact]
    public async Task Contracts_of_other_assemblies_are_known_when_they_are_named()
    {
        var all = new Consumed<IValidatedEvent>();
        await StartAsync(Consuming(all, setup: new WorkerSetup { Factory = cfg => cfg.Event<Ranked>() }));

        await Bus.PutAsync("Ranked", """{"rank":3}""");

        Assert.Equal(3, Assert.IsType<Ranked>((await all.OneAsync()).Message).Rank);
    }

    private sealed record Packed(string OrderId, int Boxes, string? Note, IReadOnlyList<IPackedLine> Lines, string Secret) : IOrderPacked;

    /// <summary>Its base type is in an assembly that is not searched for it.</summary>
    [Event("shop.orders", "Ranked")]
    public sealed record Ranked(int Rank) : IValidatedEvent
    {
        public IEnumerable<string> Validate() => [];
    }
}

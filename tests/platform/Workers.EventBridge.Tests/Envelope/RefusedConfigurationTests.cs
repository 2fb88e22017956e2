using System.Text.Json.Serialization;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Envelope;

/// <summary>What MassTransit offers and this transport cannot do, or would ignore, is refused when it is configured.</summary>
public sealed class RefusedConfigurationTests : TransportTest
{
    private const string SerializationRemedy = "Put [JsonPropertyName], [JsonConverter] and the like on the contract.";

    [Fact]
    public Task An_interface_without_a_name_and_without_derived_contracts() => AssertRefusedAsync(
        "IOrder has no name on the bus, and no known contract derives from it.", Consuming(new Consumed<IOrder>()));

    [Fact]
    public Task An_interface_with_methods_as_a_contract() => AssertRefusedAsync(
        "ICountedOrder cannot be a contract on EventBridge: it has the method Count. Use an interface with properties only, or a record.",
        new WorkerSetup { Factory = cfg => cfg.Event<ICountedOrder>("shop.orders", "OrderPlaced") });

    [Fact]
    public Task A_Custom_Event_Bus() => AssertRefusedAsync(
        "is a Custom Event Bus of EventBridge (eventsv2), to which this transport cannot publish",
        new WorkerSetup { Factory = cfg => cfg.Host("arn:aws:events:us-east-1:111122223333:event-busv2/orders/EXAMPLE1234567890abcdef") });

    [Fact]
    public Task An_abstract_class_as_a_contract() => AssertRefusedAsync(
        "Use a record, a class or an interface instead", new WorkerSetup { Factory = cfg => cfg.Event<AnyOrder>("shop.orders", "OrderPlaced") });

    [Fact]
    public Task A_contract_without_a_name() => AssertRefusedAsync(
        "has no name on the bus. Put [Event(source, detailType)] on it", new WorkerSetup { Factory = cfg => cfg.Event<AnyOrder>() });

    [Fact]
    public Task A_consumer_of_faults() => AssertRefusedAsync(
        "Fault<OrderPlaced> cannot be consumed: faults are not published on EventBridge.", Consuming(new Consumed<Fault<OrderPlaced>>()));

    [Fact]
    public Task JSON_options_of_all_buses_in_the_process() => AssertRefusedAsync(
        "Call ConfigureJsonSerializerOptions of IEventBridgeBusFactoryConfigurator, the cfg of UsingEventBridge.",
        new WorkerSetup
        {
            Factory = cfg => ((IBusFactoryConfigurator)cfg).ConfigureJsonSerializerOptions(options =>
            {
                options.Converters.Add(new JsonStringEnumConverter());
                return options;
            }),
        });

    [Fact]
    public Task Another_serializer_of_the_bus() =>
        AssertRefusedAsync(SerializationRemedy, new WorkerSetup { Factory = cfg => cfg.UseRawJsonSerializer() });

    [Fact]
    public Task Another_deserializer_of_the_bus() =>
        AssertRefusedAsync(SerializationRemedy, new WorkerSetup { Factory = cfg => cfg.UseJsonDeserializer() });

    [Fact]
    public Task No_serialization_of_the_bus() =>
        AssertRefusedAsync(SerializationRemedy, new WorkerSetup { Factory = cfg => cfg.ClearSerialization() });

    [Fact]
    public Task Another_serializer_of_an_endpoint() =>
        AssertRefusedAsync(SerializationRemedy, Consuming(Orders, e => e.UseRawJsonSerializer()));

    [Fact]
    public async Task Consumers_of_batches_are_not_refused()
    {
        var batches = new Consumed<Batch<OrderPlaced>>();
        await StartAsync(Consuming(batches));

        await Bus.PutOrdersAsync(3);
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(10), () => batches.Contexts.Sum(context => context.Message.Length) == 3);
    }

    private async Task AssertRefusedAsync(string problem, WorkerSetup setup)
    {
        var before = SystemTextJsonMessageSerializer.Options;

        var error = await Assert.ThrowsAsync<ConfigurationException>(() => StartAsync(setup));

        Assert.Contains(problem, error.ToString(), StringComparison.Ordinal);
        Assert.Same(before, SystemTextJsonMessageSerializer.Options);
    }

    public interface IOrder
    {
        string OrderId { get; }
    }

    public interface ICountedOrder
    {
        int Count();
    }

    public abstract record AnyOrder;
}

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
    public Task An_interface_as_a_message_type() => AssertRefusedAsync(
        "IOrder cannot be a message type on EventBridge", Consuming(new Consumed<IOrder>()));

    [Fact]
    public Task An_interface_that_is_given_a_name() => AssertRefusedAsync(
        "Use a record or class instead", new WorkerSetup { Factory = cfg => cfg.Event<IOrder>("shop.orders", "OrderPlaced") });

    [Fact]
    public Task An_abstract_class_as_a_message_type() => AssertRefusedAsync(
        "Use a record or class instead", new WorkerSetup { Factory = cfg => cfg.Event<AnyOrder>("shop.orders", "OrderPlaced") });

    [Fact]
    public Task A_consumer_of_faults() => AssertRefusedAsync(
        "Fault<OrderPlaced> cannot be consumed: faults are not published on EventBridge.", Consuming(new Consumed<Fault<OrderPlaced>>()));

    [Fact]
    public Task JSON_options_of_MassTransit() => AssertRefusedAsync(
        $"ConfigureJsonSerializerOptions has no effect on EventBridge: events are written and read by EventJson.Options, in the transport's own envelope. {SerializationRemedy}",
        new WorkerSetup
        {
            Factory = cfg => cfg.ConfigureJsonSerializerOptions(options =>
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

    public abstract record AnyOrder;
}

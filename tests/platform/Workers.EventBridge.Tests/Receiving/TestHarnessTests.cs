using MassTransit;
using MassTransit.Testing;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>MassTransit's test harness, on this transport.</summary>
public sealed class TestHarnessTests : IAsyncLifetime
{
    private LocalBus _bus = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _bus = await LocalBus.StartAsync();
        await _bus.CreateQueueAsync();
    }

    public ValueTask DisposeAsync() => _bus.DisposeAsync();

    [Fact]
    public async Task It_sees_what_was_published_and_consumed()
    {
        await using var provider = new ServiceCollection().AddMassTransitTestHarness(TextWriter.Null, x =>
        {
            x.AddConsumer<ShipOrder>();
            x.UsingEventBridge((context, cfg) =>
            {
                cfg.Host(LocalBus.Bus, h => (h.ServiceUrl, h.Region, h.Credentials) = (_bus.Server.Endpoint, _bus.Server.Region, LocalBus.Credentials));
                cfg.ReceiveEndpoint(LocalBus.Queue, e => e.ConfigureConsumer<ShipOrder>(context));
            });
        }).BuildServiceProvider(validateScopes: true);
        var harness = await provider.StartTestHarness();

        await harness.Bus.Publish(new OrderPlaced { OrderId = "o1" }, Cancelled);

        Assert.True(await harness.Published.Any<OrderPlaced>(Cancelled));
        Assert.True(await harness.Consumed.Any<OrderPlaced>(Cancelled));
        Assert.True(await harness.GetConsumerHarness<ShipOrder>().Consumed.Any<OrderPlaced>(Cancelled));
        Assert.True(await harness.Published.Any<OrderShipped>(shipped => shipped.Context.Message.OrderId == "o1", Cancelled));
    }

    public sealed class ShipOrder : IConsumer<OrderPlaced>
    {
        public Task Consume(ConsumeContext<OrderPlaced> context) => context.Publish(new OrderShipped { OrderId = context.Message.OrderId });
    }
}

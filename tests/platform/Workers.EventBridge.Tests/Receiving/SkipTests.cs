using MassTransit;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>Events that nobody here wants: of another version or type, or past their time to live.</summary>
public sealed class SkipTests : TransportTest
{
    private const string Surprise = """{"id":"i","source":"shop.orders","detail-type":"Surprise","detail":{}}""";

    private readonly MemoryLog _log = new();

    [Fact]
    public async Task An_event_in_another_version_is_skipped()
    {
        var worker = await StartAsync();

        await worker.Bus.Publish(new OrderPlacedInLines { OrderId = "o1", Lines = [] }, Cancelled);
        await Eventually.UntilAsync(() => Warnings.Any());
        await Bus.UntilEmptyAsync();

        Assert.Equal((0, 0), await Bus.CountAsync("orders-dlq"));
        Assert.Equal(0, Orders.Count);
        Assert.Contains(
            "Events shop.orders/OrderPlaced v2 of orders are skipped (logged once): The consumers here handle OrderPlaced in version 1, not in version 2.",
            Assert.Single(Warnings),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_no_consumer_takes_is_skipped()
    {
        await StartAsync();

        await Bus.SendAsync(Surprise);
        await Eventually.UntilAsync(() => Warnings.Any());
        await Bus.UntilEmptyAsync();

        Assert.Equal((0, 0), await Bus.CountAsync("orders-dlq"));
        Assert.Contains("No consumer here handles shop.orders/Surprise", Assert.Single(Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_warned_of_once_for_each_type_and_version()
    {
        await StartAsync();

        for (var i = 0; i < 5; i++)
        {
            await Bus.SendAsync(Surprise);
            await Bus.SendAsync(Surprise.Replace("Surprise", "Other", StringComparison.Ordinal));
            await Bus.SendAsync(OfVersion(3));
            await Bus.SendAsync(OfVersion(4));
        }

        await Bus.SendAsync("""{"id":"last","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""");
        await Bus.UntilEmptyAsync();

        Assert.Equal(4, Warnings.Count());
        await Orders.OneAsync();
    }

    [Fact]
    public async Task Warnings_are_bounded_and_mask_what_looks_like_an_address()
    {
        await StartAsync(e => e.ConcurrentMessageLimit = 1);

        await Bus.SendAsync(Surprise.Replace("Surprise", "jane@example.com", StringComparison.Ordinal));
        for (var i = 0; i < 120; i++)
            await Bus.SendAsync(Surprise.Replace("Surprise", $"Made up {i}", StringComparison.Ordinal));
        await Bus.UntilEmptyAsync();

        Assert.InRange(Warnings.Count(), 90, 101);
        Assert.DoesNotContain(Warnings, line => line.Contains("jane@", StringComparison.Ordinal));
    }

    [Theory, InlineData("unknown-type", null), InlineData("unknown-version", 2)]
    public async Task An_endpoint_can_dead_letter_unknown_events(string reason, int? version)
    {
        await StartAsync(e => e.UnknownEvents = UnknownEvents.DeadLetter);

        await Bus.SendAsync(version is { } number ? OfVersion(number) : Surprise);

        Assert.Equal(reason, (await Bus.ReceiveOneAsync("orders-dlq")).MessageAttributes["DeadLetterReason"].StringValue);
    }

    [Fact]
    public async Task What_another_endpoint_of_the_bus_consumes_is_unknown_here()
    {
        var shipped = new Consumed<OrderShipped>();
        await Bus.CreateQueueAsync("shipped");
        await StartConsumerAsync(setup: new WorkerSetup
        {
            Log = _log,
            Services = services => Microsoft.Extensions.DependencyInjection.ServiceCollectionServiceExtensions.AddSingleton(services, shipped),
            Bus = x => x.AddConsumer<TestConsumer<OrderShipped>>(),
            Factory = cfg => cfg.ReceiveEndpoint("shipped", (IEventBridgeReceiveEndpointConfigurator e) => e.Consumer(() => new TestConsumer<OrderShipped>(shipped))),
        });

        await Bus.SendAsync(Surprise.Replace("Surprise", "OrderShipped", StringComparison.Ordinal));
        await Eventually.UntilAsync(() => Warnings.Any());
        await Bus.UntilEmptyAsync();

        Assert.Equal((0, 0), await Bus.CountAsync("orders-dlq"));
    }

    [Fact]
    public async Task The_time_to_live_is_carried_as_the_time_of_its_end()
    {
        var worker = await StartPublisherAsync();

        await worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, context => context.TimeToLive = TimeSpan.FromMinutes(5), Cancelled);

        Assert.Equal("2026-01-02T03:09:05+00:00", (string?)(await Bus.TapAsync())["detail"]!["metadata"]!["expiresAt"]);
    }

    [Fact]
    public async Task An_event_past_its_time_to_live_is_skipped()
    {
        var publisher = await StartPublisherAsync();
        await publisher.Bus.Publish(new OrderPlaced { OrderId = "late" }, context => context.TimeToLive = TimeSpan.FromMinutes(5), Cancelled);
        await publisher.Bus.Publish(new OrderPlaced { OrderId = "in time" }, context => context.TimeToLive = TimeSpan.FromMinutes(6), Cancelled);
        Time.Advance(TimeSpan.FromMinutes(5));
        await StartAsync(e => e.UnknownEvents = UnknownEvents.DeadLetter);

        var context = await Orders.OneAsync();
        await Bus.UntilEmptyAsync();

        Assert.Equal("in time", context.Message.OrderId);
        Assert.Equal(Time.GetUtcNow().UtcDateTime.AddMinutes(1), context.ExpirationTime!.Value, TimeSpan.FromSeconds(1));
        Assert.Equal((0, 0), await Bus.CountAsync("orders-dlq"));
        Assert.Empty(Warnings);
    }

    private IEnumerable<string> Warnings =>
        _log.Lines.Where(line => line.Level == LogLevel.Warning && line.Text.Contains("skipped", StringComparison.Ordinal)).Select(line => line.Text);

    private Task<WorkerHost> StartAsync(Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null) =>
        StartConsumerAsync(endpoint, new WorkerSetup { Log = _log });

    private static string OfVersion(int version) => $$$"""
        {"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"metadata":{"eventId":"e","eventVersion":{{{version}}}},"data":{} } }
        """;
}

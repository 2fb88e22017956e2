using MassTransit;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

public sealed class RefusalTests : TransportTest
{
    [Fact]
    public async Task An_event_that_is_too_large_is_refused_with_its_size_and_the_limit()
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAsync<EventPublishException>(() => worker.Publisher.PublishAsync(Events.OfSize(1_048_577), Cancelled));

        Assert.Contains("has 1048577 bytes; the limit of PutEvents is 1048576", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_is_too_large_is_refused_without_a_call()
    {
        var worker = await StartPublisherAsync();

        await Assert.ThrowsAsync<EventPublishException>(
            () => worker.Bus.Publish(new OrderPlaced { OrderId = new string('x', 1_100_000) }, Cancelled));

        Assert.Equal(0, Bus.Calls("events:PutEvents"));
    }

    [Fact]
    public async Task The_host_can_lower_the_limit()
    {
        var worker = await StartAsync(new WorkerSetup { Host = host => host.MaxPutEventsSize = 262_144 });

        await worker.Publisher.PublishAsync(Events.OfSize(262_144), Cancelled).InTimeAsync();
        await Assert.ThrowsAsync<EventPublishException>(() => worker.Publisher.PublishAsync(Events.OfSize(262_145), Cancelled));
    }

    [Theory, InlineData(0), InlineData(1_048_577)]
    public void The_size_has_bounds(int bytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventBridgeHostSettings { MaxPutEventsSize = bytes });

    [Fact]
    public async Task An_event_just_within_the_limit_is_published()
    {
        var worker = await StartPublisherAsync();

        await worker.Publisher.PublishAsync(Events.OfSize(1_048_576 - 256), Cancelled).InTimeAsync();
    }

    [Fact]
    public async Task A_refused_event_fails_its_own_publisher_with_the_code_of_EventBridge()
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAsync<EventPublishException>(() => worker.Bus.Publish(new Forbidden(), Cancelled));

        Assert.Equal("NotAuthorizedForSource", error.Code);
    }

    [Fact]
    public async Task A_refused_event_does_not_fail_those_that_share_its_call()
    {
        var worker = await StartPublisherAsync();

        var refused = worker.Bus.Publish(new Forbidden(), Cancelled);
        await Task.WhenAll(
            Enumerable.Range(0, 20).Select(
                number => worker.Bus.Publish(new OrderPlaced { OrderId = $"{number}" }, Cancelled))).InTimeAsync();

        await Assert.ThrowsAsync<EventPublishException>(() => refused.InTimeAsync());
    }

    [Fact]
    public async Task An_event_of_a_source_that_is_not_allowed_is_refused_without_a_call()
    {
        var worker = await StartAsync(new WorkerSetup { Host = host => host.Sources = new HashSet<string> { "shop.stock" } });

        var error = await Assert.ThrowsAsync<EventPublishException>(() => worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, Cancelled));

        Assert.Equal(("SourceNotAllowed", 0), (error.Code, Bus.Calls("events:PutEvents")));
        Assert.Contains("'shop.orders' is not among the sources that tests may publish", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_that_breaks_its_own_rules_is_not_published()
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAsync<ArgumentException>(() => worker.Bus.Publish(new OrderCounted { Count = -1 }, Cancelled));

        Assert.Contains(
            "shop.orders/OrderCounted cannot be published: it violates its own rules: count -1 is below 0.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_can_be_requested()
    {
        var worker = await StartPublisherAsync();
        var client = worker.Bus.CreateRequestClient<OrderPlaced>();

        var error = await Assert.ThrowsAnyAsync<Exception>(
            () => client.GetResponse<OrderShipped>(new OrderPlaced { OrderId = "o1" }, Cancelled).InTimeAsync());

        Assert.Contains("Publish an event and consume the one that answers it", error.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_can_be_delayed()
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAsync<NotSupportedException>(() =>
            worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, context => context.Delay = TimeSpan.FromSeconds(1), Cancelled));

        Assert.Contains("EventBridge Scheduler", error.Message, StringComparison.Ordinal);
    }

    [Theory, InlineData(0), InlineData(65)]
    public void The_number_of_concurrent_calls_has_bounds(int calls) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventBridgeHostSettings { MaxConcurrentPutEvents = calls });
}

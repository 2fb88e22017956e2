using System.Globalization;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

public sealed class StopTests : TransportTest
{
    [Fact]
    public async Task The_stop_waits_for_what_was_published_before()
    {
        var faults = new HttpFaults();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        faults.Hold("PutEvents", gate.Task);
        var worker = await StartAsync(new WorkerSetup { Host = host => host.EventBridge.HttpClientFactory = faults });
        var published = Enumerable.Range(0, 50).Select(
            number => worker.Publisher.PublishAsync(Events.Order(number.ToString(CultureInfo.InvariantCulture)), Cancelled)).ToList();

        var stopped = worker.StopAsync();
        Assert.False(stopped.IsCompleted);
        gate.SetResult();
        await stopped;

        Assert.Equal((50, 0), await Bus.CountAsync());
        await Task.WhenAll(published).InTimeAsync();
    }

    [Fact]
    public async Task Until_the_container_is_disposed_of_events_can_be_published_after_the_stop()
    {
        var worker = await StartPublisherAsync();
        await worker.Publisher.PublishAsync(Events.Order("before"), Cancelled);
        await worker.StopAsync();

        await worker.Publisher.PublishAsync(Events.Order("after"), Cancelled).InTimeAsync();
        await worker.Bus.Publish(new OrderPlaced { OrderId = "bus" }, Cancelled).InTimeAsync();

        await Bus.UntilCountAsync(visible: 3, inFlight: 0);
    }

    [Fact]
    public async Task A_publisher_that_was_never_used_before_the_stop_works_after_it()
    {
        var worker = await StartPublisherAsync();
        await worker.StopAsync();

        await worker.Publisher.PublishAsync(Events.Order("after"), Cancelled).InTimeAsync();

        await Bus.UntilCountAsync(visible: 1, inFlight: 0);
    }

    [Fact]
    public async Task After_the_container_is_disposed_of_publishing_says_so()
    {
        var worker = await StartPublisherAsync();
        var publisher = worker.Publisher;
        await publisher.PublishAsync(Events.Order("o1"), Cancelled);
        await worker.DisposeAsync();

        var error = await Assert.ThrowsAsync<ObjectDisposedException>(() => publisher.PublishAsync(Events.Order("o2"), Cancelled));

        Assert.Contains("nothing can be published any more", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_still_on_its_way_when_the_container_is_disposed_of_fails_at_once()
    {
        var faults = new HttpFaults();
        faults.Hold("PutEvents", new TaskCompletionSource().Task);
        var worker = await StartAsync(new WorkerSetup { Host = host => host.EventBridge.HttpClientFactory = faults });
        var published = Enumerable.Range(0, 50).Select(
            number => worker.Publisher.PublishAsync(Events.Order(number.ToString(CultureInfo.InvariantCulture)), Cancelled)).ToList();

        await worker.DisposeAsync();

        await Eventually.UntilAsync(() => published.TrueForAll(one => one.IsCompleted));
        Assert.All(published, one => Assert.True(one.IsFaulted));
    }
}

using Workers.EventBridge.Configuration;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

/// <summary>A bus that is slower than its publishers.</summary>
public sealed class BackPressureTests : TransportTest
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpFaults _faults = new();

    [Fact]
    public async Task Publishers_wait_while_too_many_events_are_pending()
    {
        var publisher = await StartBehindGateAsync(maxPending: 20);

        var published = Publish(publisher, 50);

        Assert.Equal(20, publisher.Pending);
        _gate.SetResult();
        await Task.WhenAll(published).InTimeAsync();
        await Bus.UntilCountAsync(visible: 50, inFlight: 0);
        Assert.Equal(0, publisher.Pending);
    }

    [Fact]
    public async Task Who_waits_for_room_can_cancel()
    {
        var publisher = await StartBehindGateAsync(maxPending: 20);
        var published = Publish(publisher, 20);
        using var impatience = new CancellationTokenSource();

        var waiting = publisher.PublishAsync(Events.Order("waits"), impatience.Token);
        await impatience.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.InTimeAsync());
        _gate.SetResult();
        await Task.WhenAll(published).InTimeAsync();
        Assert.Equal((20, 0), await Bus.CountAsync());
    }

    [Fact]
    public async Task Events_that_were_cancelled_make_room_with_their_call()
    {
        var publisher = await StartBehindGateAsync(maxPending: 20);
        using var impatience = new CancellationTokenSource();
        var cancelled = Enumerable.Range(0, 20).Select(number => publisher.PublishAsync(Events.Order($"{number}"), impatience.Token)).ToList();
        await impatience.CancelAsync();
        await Eventually.UntilAsync(() => cancelled.TrueForAll(one => one.IsCanceled));

        var published = Publish(publisher, 20);
        _gate.SetResult();

        await Task.WhenAll(published).InTimeAsync();
    }

    [Fact]
    public async Task An_event_that_is_too_large_takes_no_room()
    {
        var publisher = await StartBehindGateAsync(maxPending: 1);

        await Assert.ThrowsAsync<EventPublishException>(() => publisher.PublishAsync(Events.OfSize(2_000_000), Cancelled));

        Assert.Equal(0, publisher.Pending);
    }

    [Theory, InlineData(0), InlineData(100_001)]
    public void The_number_of_pending_events_has_bounds(int events) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EventBridgeHostSettings { MaxPendingEvents = events });

    private static List<Task> Publish(EventPublisherAccess publisher, int count) =>
        [.. Enumerable.Range(0, count).Select(number => publisher.PublishAsync(Events.Order($"{number}"), Cancelled))];

    private async Task<EventPublisherAccess> StartBehindGateAsync(int maxPending)
    {
        _faults.Hold("PutEvents", _gate.Task);
        var worker = await StartAsync(new WorkerSetup
        {
            Host = host => (host.EventBridge.HttpClientFactory, host.MaxConcurrentPutEvents, host.MaxPendingEvents) = (_faults, 1, maxPending),
        });
        return (EventPublisherAccess)worker.Publisher;
    }
}

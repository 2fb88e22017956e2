using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

public sealed class CoalescingTests : TransportTest
{
    private const int ConcurrentCalls = 4;

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpFaults _faults = new();

    [Fact]
    public async Task Events_that_are_published_at_the_same_time_share_calls()
    {
        var publisher = await StartBehindGateAsync();

        var published = Enumerable.Range(0, 100).Select(number => publisher.PublishAsync(Events.Order($"{number}"), Cancelled)).ToList();
        _gate.SetResult();
        await Task.WhenAll(published).InTimeAsync();

        // Each sender may be under way with a few events when the gate is shut; behind it all others wait, and fill whole calls.
        Assert.InRange(Bus.Calls("events:PutEvents"), 10, ConcurrentCalls + 10);
    }

    [Fact]
    public async Task All_that_share_calls_arrive()
    {
        var publisher = await StartBehindGateAsync();

        var published = Enumerable.Range(0, 100).Select(number => publisher.PublishAsync(Events.Order($"{number}"), Cancelled)).ToList();
        _gate.SetResult();
        await Task.WhenAll(published).InTimeAsync();

        await Bus.UntilCountAsync(visible: 100, inFlight: 0);
    }

    [Fact]
    public async Task A_lone_event_leaves_at_once()
    {
        var publisher = (await StartPublisherAsync()).Publisher;

        // The clock stands still: nothing waits for a timer.
        await publisher.PublishAsync(Events.Order("o1"), Cancelled).InTimeAsync();

        Assert.Equal(1, Bus.Calls("events:PutEvents"));
    }

    [Fact]
    public async Task A_call_takes_as_many_events_as_the_limit_of_its_size_allows()
    {
        var publisher = await StartBehindGateAsync();

        var published = Enumerable.Range(0, 12).Select(_ => publisher.PublishAsync(Events.OfSize(100_000), Cancelled)).ToList();
        _gate.SetResult();
        await Task.WhenAll(published).InTimeAsync();

        // Two fit together, three do not.
        var calls = _faults.Entries("PutEvents");
        Assert.Equal(2, calls.Max());
        Assert.Equal(12, calls.Sum());
    }

    [Fact]
    public async Task Who_stops_waiting_takes_no_event_of_others_along()
    {
        var publisher = await StartBehindGateAsync();
        using var impatience = new CancellationTokenSource();

        var abandoned = publisher.PublishAsync(Events.Order("given up"), impatience.Token);
        var others = Enumerable.Range(0, 20).Select(number => publisher.PublishAsync(Events.Order($"{number}"), Cancelled)).ToList();
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned.InTimeAsync());
        _gate.SetResult();

        await Task.WhenAll(others).InTimeAsync();
    }

    [Fact]
    public async Task What_was_cancelled_before_is_not_published()
    {
        var publisher = (await StartPublisherAsync()).Publisher;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => publisher.PublishAsync(Events.Order("o1"), new CancellationToken(canceled: true)));
        await publisher.PublishAsync(Events.Order("o2"), Cancelled);

        await Bus.UntilCountAsync(visible: 1, inFlight: 0);
    }

    private async Task<IEventPublisher> StartBehindGateAsync()
    {
        _faults.Hold("PutEvents", _gate.Task);
        var worker = await StartAsync(new WorkerSetup
        {
            Host = host => (host.EventBridge.HttpClientFactory, host.MaxConcurrentPutEvents) = (_faults, ConcurrentCalls),
        });
        return worker.Publisher;
    }
}

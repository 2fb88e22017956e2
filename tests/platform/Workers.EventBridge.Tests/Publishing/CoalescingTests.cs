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

        var published = Enumerable.Range(0, 12).Select(_ => publisher.PublishAsync(Events.OfSize(400_000), Cancelled)).ToList();
        _gate.SetResult();
        await Task.WhenAll(published).InTimeAsync();

        // Two fit together, three do not.
        var calls = _faults.Entries("PutEvents");
        Assert.Equal(2, calls.Max());
        Assert.Equal(12, calls.Sum());
    }

    [Fact]
    public async Task A_full_call_leaves_at_once_while_others_are_under_way()
    {
        var publisher = await StartBehindGateAsync();
        var published = new List<Task> { publisher.PublishAsync(Events.Order("first"), Cancelled) };
        await Eventually.UntilAsync(() => _faults.Entries("PutEvents").Count == 1);

        published.AddRange(Enumerable.Range(0, 10).Select(number => publisher.PublishAsync(Events.Order($"{number}"), Cancelled)));

        // The clock stands still: no timer helps.
        await Eventually.UntilAsync(() => _faults.Entries("PutEvents").SequenceEqual([1, 10]));
        _gate.SetResult();
        await Task.WhenAll(published).InTimeAsync();
    }

    [Fact]
    public async Task A_few_events_wait_until_the_last_call_under_way_ends()
    {
        var publisher = await StartBehindGateAsync();
        var published = new List<Task> { publisher.PublishAsync(Events.Order("first"), Cancelled) };
        await Eventually.UntilAsync(() => _faults.Entries("PutEvents").Count == 1);

        published.AddRange(Enumerable.Range(0, 3).Select(number => publisher.PublishAsync(Events.Order($"{number}"), Cancelled)));
        _gate.SetResult();
        await Task.WhenAll(published).InTimeAsync();

        Assert.Equal([1, 3], _faults.Entries("PutEvents"));
    }

    [Fact]
    public async Task A_call_that_hangs_delays_others_by_a_few_milliseconds_only()
    {
        var publisher = await StartBehindGateAsync();
        var hanging = publisher.PublishAsync(Events.Order("hangs"), Cancelled);
        await Eventually.UntilAsync(() => _faults.Entries("PutEvents").Count == 1);
        _faults.OnCall = _ => Task.FromResult<HttpResponseMessage?>(null);

        var published = Task.WhenAll(Enumerable.Range(0, 3).Select(number => publisher.PublishAsync(Events.Order($"{number}"), Cancelled)));
        Time.Advance(EventCoalescer.LongestWait);
        await published.InTimeAsync();

        Assert.False(hanging.IsCompleted);
        Assert.Equal([1, 3], _faults.Entries("PutEvents"));
        _gate.SetResult();
        await hanging.InTimeAsync();
    }

    [Fact]
    public async Task By_default_a_hundred_publishers_need_a_tenth_of_the_calls()
    {
        _faults.Hold("PutEvents", _gate.Task);
        var publisher = (await StartAsync(new WorkerSetup { Host = host => host.EventBridge.HttpClientFactory = _faults })).Publisher;

        var published = Enumerable.Range(0, 100).Select(number => publisher.PublishAsync(Events.Order($"{number}"), Cancelled)).ToList();

        // All but the last few are under way at the same time: the first left alone, the others in full calls.
        await Eventually.UntilAsync(() => _faults.Entries("PutEvents").Count == 10);
        Assert.Equal(91, _faults.Entries("PutEvents").Sum());
        _gate.SetResult();
        await Task.WhenAll(published).InTimeAsync();
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

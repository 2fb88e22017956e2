using MassTransit;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Publishing;

/// <summary>A caller cancels what it publishes.</summary>
public sealed class CancellationTests : TransportTest
{
    // Of an event that nobody cancels (README, "PutEvents").
    private const int MaxTries = 8;

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpFaults _faults = new();
    private readonly CancellationTokenSource _impatience = new();

    [Fact]
    public async Task What_was_cancelled_before_is_not_published()
    {
        var publisher = (await StartPublisherAsync()).Publisher;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => publisher.PublishAsync(Events.Order("o1"), new CancellationToken(canceled: true)));
        await publisher.PublishAsync(Events.Order("o2"), Cancelled);

        await Bus.UntilCountAsync(visible: 1, inFlight: 0);
    }

    [Fact]
    public async Task What_is_cancelled_while_it_waits_for_a_call_is_not_published()
    {
        var worker = await StartBehindGateAsync();
        var first = worker.Publisher.PublishAsync(Events.Order("first"), Cancelled);
        await Eventually.UntilAsync(() => _faults.Entries("PutEvents").Count == 1);

        var cancelled = worker.Publisher.PublishAsync(Events.Order("cancelled"), _impatience.Token);
        var message = worker.Bus.Publish(new OrderPlaced { OrderId = "cancelled" }, _impatience.Token);
        var last = worker.Publisher.PublishAsync(Events.Order("last"), Cancelled);
        await _impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTimeAsync());
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => message.InTimeAsync());
        _gate.SetResult();
        await Task.WhenAll(first, last).InTimeAsync();

        Assert.Equal((2, 0), await Bus.CountAsync());
    }

    [Fact]
    public async Task What_is_cancelled_between_two_tries_is_not_tried_again()
    {
        var publisher = (await StartPublisherAsync()).Publisher;
        Bus.Server.Faults = Failing.Calls("throttle", share: 1, "events:PutEvents");
        var cancelled = publisher.PublishAsync(Events.Order("o1"), _impatience.Token);
        await Eventually.UntilAsync(() => Bus.Server.InjectedFaults["throttle"] > 0);

        await _impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => cancelled.InTimeAsync());

        // The pause before a try is random, and may be none: a try that has begun must fail too.
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), () => Pending(publisher) == 0);
        var tries = Bus.Server.InjectedFaults["throttle"];
        Bus.Server.Faults = FaultSettings.None;
        await publisher.PublishAsync(Events.Order("o2"), Cancelled);

        Assert.InRange(tries, 1, MaxTries - 1);
        Assert.Equal((1, 0), await Bus.CountAsync());
    }

    [Fact]
    public async Task Who_stops_waiting_takes_no_event_of_others_along()
    {
        var publisher = (await StartBehindGateAsync()).Publisher;

        var abandoned = publisher.PublishAsync(Events.Order("given up"), _impatience.Token);
        var others = Enumerable.Range(0, 20).Select(number => publisher.PublishAsync(Events.Order($"{number}"), Cancelled)).ToList();
        await _impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => abandoned.InTimeAsync());
        _gate.SetResult();

        await Task.WhenAll(others).InTimeAsync();
    }

    public override ValueTask DisposeAsync()
    {
        _impatience.Dispose();
        return base.DisposeAsync();
    }

    /// <summary>One call at a time.</summary>
    private Task<WorkerHost> StartBehindGateAsync()
    {
        _faults.Hold("PutEvents", _gate.Task);
        return StartAsync(new WorkerSetup
        {
            Host = host => (host.EventBridge.HttpClientFactory, host.MaxConcurrentPutEvents) = (_faults, 1),
        });
    }

    private static int Pending(IEventPublisher publisher) => ((EventPublisherAccess)publisher).Pending;
}

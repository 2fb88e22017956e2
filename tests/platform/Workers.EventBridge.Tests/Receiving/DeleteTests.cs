using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>What is done is deleted, ten at a time if there are ten, and however long it takes.</summary>
public sealed class DeleteTests : TransportTest
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _last = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpFaults _faults = new();

    [Fact]
    public async Task A_lone_delete_leaves_at_once()
    {
        await StartAsync();

        // The clock stands still: nothing waits for a timer.
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();

        await Bus.UntilEmptyAsync();
    }

    [Fact]
    public async Task What_is_done_while_a_call_is_under_way_shares_the_next_ones()
    {
        Orders.Work = _ => Orders.Count == 22 ? _last.Task : Task.CompletedTask;
        _faults.Hold("DeleteMessageBatch", _gate.Task);
        await StartAsync();
        await Bus.PutOrdersAsync(1);
        await Eventually.UntilAsync(() => _faults.Entries("DeleteMessageBatch").Count == 1);

        // One handler: when the last message runs, twenty are done.
        await Bus.PutOrdersAsync(21);
        await Eventually.UntilAsync(() => Orders.Count == 22);
        _gate.SetResult();
        await Bus.UntilCountAsync(visible: 0, inFlight: 1);

        Assert.Equal([1, 10, 10], _faults.Entries("DeleteMessageBatch"));
        _last.SetResult();
    }

    [Fact]
    public async Task Only_the_entries_that_failed_are_deleted_again()
    {
        Bus.Server.Faults = new FaultSettings { FailedEntries = 0.5, Operations = ["sqs:DeleteMessageBatch"], Seed = 1 };
        await StartAsync();
        await Bus.PutOrdersAsync(50);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (0, 0));

        Assert.Equal(50 + Bus.Server.InjectedFaults["failedEntries"], _faults.Entries("DeleteMessageBatch").Sum());
        Assert.NotEqual(0, Bus.Server.InjectedFaults["failedEntries"]);
    }

    [Fact]
    public async Task What_can_not_be_deleted_for_longer_than_its_visibility_timeout_is_not_delivered_again()
    {
        Bus.Server.Faults = new FaultSettings { FailedEntries = 1, Operations = ["sqs:DeleteMessageBatch"] };
        await StartAsync(TimeSpan.FromSeconds(10));
        await Bus.PutOrdersAsync(1);
        var held = (await Orders.OneAsync()).ReceiveContext.TryGetPayload<InFlightMessage>(out var message) ? message : null;
        await Eventually.UntilAsync(() => Bus.Server.InjectedFaults["failedEntries"] > 0);

        // Half of the time-out and what the renewer's timer adds to it, each time until the renewal is over: until then it is not renewed again.
        for (var renewal = 0; renewal < 5; renewal++)
        {
            Time.Advance(TimeSpan.FromSeconds(7));
            await Eventually.UntilAsync(() => held!.RenewedAt == Time.GetTimestamp() && held.Renewal.IsCompleted);
        }

        Bus.Server.Faults = FaultSettings.None;
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(250), async () => await Bus.CountAsync() == (0, 0));

        Assert.Equal(1, Orders.Count);
    }

    [Fact]
    public async Task A_throttled_entry_is_deleted_again_though_it_says_that_the_sender_is_at_fault()
    {
        await StartAsync();
        _faults.Spoil("DeleteMessageBatch", calls: 1, () => HttpFaults.FailedEntry("RequestThrottled", senderFault: true));
        await Bus.PutOrdersAsync(1);

        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(100), async () => await Bus.CountAsync() == (0, 0));

        Assert.Equal(2, _faults.Entries("DeleteMessageBatch").Count);
    }

    /// <summary>One handler, and one call at a time.</summary>
    private Task<WorkerHost> StartAsync(TimeSpan? visibility = null) => StartConsumerAsync(
        e =>
        {
            (e.ConcurrentMessageLimit, e.MaxConcurrentPolls, e.PrefetchCount) = (1, 1, 30);
            e.VisibilityTimeout = visibility ?? TimeSpan.FromHours(1);
        },
        new WorkerSetup { Host = host => host.Sqs.HttpClientFactory = _faults });
}

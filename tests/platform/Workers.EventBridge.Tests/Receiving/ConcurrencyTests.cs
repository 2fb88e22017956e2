using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

public sealed class ConcurrencyTests : TransportTest
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task So_many_messages_are_handled_at_the_same_time_as_the_limit_says()
    {
        Orders.Work = _ => _gate.Task;
        await StartConsumerAsync(e => e.ConcurrentMessageLimit = 3);

        await Bus.PutOrdersAsync(20);
        await Eventually.UntilAsync(() => Orders.Count == 3);
        _gate.SetResult();
        await Bus.UntilEmptyAsync();

        Assert.Equal((20, 3), (Orders.Count, Orders.MostRunning));
    }

    [Fact]
    public async Task Polls_do_not_bound_the_handlers()
    {
        Orders.Work = _ => _gate.Task;
        await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.MaxConcurrentPolls) = (50, 1));

        await Bus.PutOrdersAsync(60);

        await Eventually.UntilAsync(() => Orders.Count == 50);
        _gate.SetResult();
    }

    [Theory, InlineData(1), InlineData(3), InlineData(10)]
    public async Task No_more_messages_are_in_hand_than_the_prefetch_count_says(int prefetch)
    {
        Orders.Work = _ => _gate.Task;
        await Bus.PutOrdersAsync(20);

        await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (1, prefetch));

        await Bus.UntilCountAsync(visible: 20 - prefetch, inFlight: prefetch);
        await HoldsAsync(() => Bus.CountAsync(), (20 - prefetch, prefetch));
        _gate.SetResult();
        await Bus.UntilEmptyAsync();
    }

    [Fact]
    public async Task The_handlers_are_kept_busy_where_all_messages_in_hand_are_handled()
    {
        Orders.Work = _ => Orders.Count <= 16 ? _gate.Task : Task.CompletedTask;
        await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (16, 16));
        await Bus.PutOrdersAsync(16);
        await Eventually.UntilAsync(() => Orders.Count == 16);
        await Bus.PutOrdersAsync(4);

        _gate.SetResult();

        await Bus.UntilEmptyAsync();
        Assert.Equal(20, Orders.Count);
    }

    [Fact]
    public async Task Several_polls_are_under_way_at_once_under_load()
    {
        var calls = 0;
        var faults = new HttpFaults
        {
            // The first poll brings a whole batch: that is load.
            OnCall = async operation =>
            {
                if (operation == "ReceiveMessage" && Interlocked.Increment(ref calls) > 1)
                    await _gate.Task;
                return null;
            },
        };
        await Bus.PutOrdersAsync(100);

        await StartConsumerAsync(
            e => e.ConcurrentMessageLimit = 40, new WorkerSetup { Host = host => host.Sqs.HttpClientFactory = faults });

        await Eventually.UntilAsync(() => Volatile.Read(ref calls) == 1 + 4);
        await HoldsAsync(() => CountedAsync(() => Volatile.Read(ref calls)), 1 + 4);
        _gate.SetResult();
        await Bus.UntilEmptyAsync();
    }

    [Fact]
    public async Task A_poll_waits_until_ten_places_are_free()
    {
        using var permits = new SemaphoreSlim(0);
        Orders.Work = _ => permits.WaitAsync(Cancelled);
        await Bus.PutOrdersAsync(60);
        await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (1, 20));
        await Bus.UntilCountAsync(visible: 40, inFlight: 20);

        // One handler: when the tenth message runs, nine have left.
        permits.Release(9);
        await Eventually.UntilAsync(() => Orders.Count == 10);
        await HoldsAsync(() => CountedAsync(() => Bus.Calls("sqs:ReceiveMessage")), 2);
        permits.Release(1);

        await Eventually.UntilAsync(() => Bus.Calls("sqs:ReceiveMessage") == 3);
        permits.Release(50);
    }

    [Fact]
    public async Task A_slow_message_does_not_hold_up_the_others()
    {
        Orders.Work = context => context.Message.OrderId == "0" ? _gate.Task : Task.CompletedTask;
        await StartConsumerAsync(e => e.ConcurrentMessageLimit = 2);

        await Bus.PutOrdersAsync(50);

        await Bus.UntilCountAsync(visible: 0, inFlight: 1);
        Assert.Equal(50, Orders.Count);
        _gate.SetResult();
    }

    [Fact]
    public async Task A_place_is_free_when_its_consumer_is_done_not_when_its_delete_is()
    {
        var faults = new HttpFaults();
        faults.Hold("DeleteMessageBatch", _gate.Task);
        await StartConsumerAsync(
            e => e.ConcurrentMessageLimit = 1, new WorkerSetup { Host = host => host.Sqs.HttpClientFactory = faults });

        await Bus.PutOrdersAsync(5);

        await Eventually.UntilAsync(() => Orders.Count == 5);
        Assert.Equal((0, 5), await Bus.CountAsync());
        _gate.SetResult();
        await Bus.UntilEmptyAsync();
    }

    [Fact]
    public async Task What_waits_for_its_delete_is_bounded_as_well()
    {
        var called = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var faults = new HttpFaults
        {
            OnCall = async operation =>
            {
                if (operation == "DeleteMessageBatch")
                {
                    called.TrySetResult();
                    await _gate.Task;
                }

                return null;
            },
        };
        await StartConsumerAsync(
            e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (1, 20),
            new WorkerSetup { Host = host => host.Sqs.HttpClientFactory = faults });
        await Bus.PutOrdersAsync(1);
        await called.Task.InTimeAsync();

        await Bus.PutOrdersAsync(99);

        // One whose call is under way, twenty that wait for the next, and a buffer with no room for another ten.
        await Eventually.UntilAsync(async () => (await Bus.CountAsync()).InFlight >= 1 + 20 + 11);
        await HoldsAsync(async () => (await Bus.CountAsync()).InFlight <= 1 + 20 + 20, expected: true);
        _gate.SetResult();
        await Bus.UntilEmptyAsync();
    }

    [Fact]
    public async Task What_does_not_fit_into_the_buffer_stays_visible_to_others()
    {
        Orders.Work = _ => _gate.Task;
        await Bus.PutOrdersAsync(60);

        await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (1, 20));

        await Bus.UntilCountAsync(visible: 40, inFlight: 20);
        await HoldsAsync(() => Bus.CountAsync(), (40, 20));
        _gate.SetResult();
    }

    [Fact]
    public async Task The_buffer_is_filled_again_when_it_empties()
    {
        await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (1, 11));

        await Bus.PutOrdersAsync(60);

        await Bus.UntilEmptyAsync();
        Assert.Equal(60, Orders.Count);
    }

    /// <summary>With a call before, so that what is under way has its time.</summary>
    private async Task<T> CountedAsync<T>(Func<T> look)
    {
        await Bus.CountAsync();
        return look();
    }

    /// <summary>Something stays as it is: through as many looks as would show that it does not.</summary>
    private static async Task HoldsAsync<T>(Func<Task<T>> look, T expected)
    {
        for (var i = 0; i < 20; i++)
            Assert.Equal(expected, await look());
    }
}

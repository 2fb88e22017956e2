using MassTransit;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving.Fifo;

/// <summary>The messages of a group run one after the other, in their order; groups run in parallel.</summary>
public sealed class FifoQueueTests : FifoTest
{
    private static readonly string[] Three = ["0", "1", "2"];

    private readonly TaskCompletionSource _mayEnd = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Messages_of_a_group_run_one_at_a_time()
    {
        Orders.Work = async context =>
        {
            await Task.Yield();
            MarkDone(context);
        };
        await SendOrdersAsync("a", 25);
        await StartFifoAsync();

        await UntilEmptyAsync();

        Assert.Equal(1, Orders.MostRunning);
        Assert.Equal(Enumerable.Range(0, 25).Select(number => $"{number}"), Done("a"));
    }

    [Fact]
    public async Task Groups_run_in_parallel()
    {
        Orders.Work = _ => _mayEnd.Task;
        foreach (var group in Three)
            await SendOrdersAsync(group, 12);
        await StartFifoAsync();

        await Eventually.UntilAsync(() => Orders.MostRunning == 3);
        _mayEnd.SetResult();

        await UntilEmptyAsync();
        Assert.Equal(3, Orders.MostRunning);
    }

    [Fact]
    public async Task A_buffered_message_does_not_overtake_one_that_failed()
    {
        var failures = 0;
        Orders.Work = context =>
        {
            if (context.Message.OrderId == "0" && Interlocked.Increment(ref failures) <= 2)
                throw new InvalidOperationException("not yet");
            MarkDone(context);
            return Task.CompletedTask;
        };
        await SendOrdersAsync("a", 3);
        await StartFifoAsync();

        await UntilEmptyAsync();

        Assert.Equal(Three, Done("a"));
    }

    [Fact]
    public async Task A_group_whose_message_failed_does_not_delay_other_groups()
    {
        Orders.Work = context =>
        {
            if (context.Message.Note == "a")
                throw new InvalidOperationException("always");
            MarkDone(context);
            return Task.CompletedTask;
        };
        await SendOrdersAsync("a", 3);
        await StartFifoAsync();
        await Eventually.UntilAsync(() => Orders.Count == 1);

        await SendOrdersAsync("b", 3);

        // Without moving the clock: the failed message does not come back.
        await Eventually.UntilAsync(() => DoneCount == 3);
        Assert.Equal(Three, Done("b"));
        Assert.Equal(4, Orders.Count);
    }

    [Fact]
    public async Task Poison_leaves_its_group_free()
    {
        Orders.Work = context =>
        {
            MarkDone(context);
            return Task.CompletedTask;
        };
        await SendBodyAsync("a", "not JSON");
        await SendOrdersAsync("a", 3);
        await StartFifoAsync();

        await Eventually.UntilAsync(() => DoneCount == 3);

        var dead = await Bus.ReceiveOneAsync(DeadLetters);
        Assert.Equal(("not JSON", "a"), (dead.Body, dead.Attributes["MessageGroupId"]));
        Assert.Equal("malformed", dead.MessageAttributes["DeadLetterReason"].StringValue);
    }

    [Fact]
    public async Task A_message_that_always_fails_is_dead_lettered_and_leaves_its_group_free()
    {
        Orders.Work = context =>
        {
            if (context.Message.OrderId == "0")
                throw new InvalidOperationException("always");
            MarkDone(context);
            return Task.CompletedTask;
        };
        await SendOrdersAsync("a", 3);
        await StartFifoAsync();

        await UntilEmptyAsync();

        Assert.Equal(["1", "2"], Done("a"));
        Assert.Equal("a", (await Bus.ReceiveOneAsync(DeadLetters)).Attributes["MessageGroupId"]);
    }

    [Fact]
    public async Task Events_that_no_consumer_handles_leave_their_group_free()
    {
        Orders.Work = context =>
        {
            MarkDone(context);
            return Task.CompletedTask;
        };
        await SendBodyAsync("a", """{"id":"i","source":"shop.orders","detail-type":"Unheard","detail":{}}""");
        await SendOrdersAsync("a", 3);
        await StartFifoAsync();

        await Eventually.UntilAsync(() => DoneCount == 3);

        Assert.Equal(Three, Done("a"));
    }

    [Fact]
    public async Task A_stop_returns_the_messages_behind_a_running_one()
    {
        Orders.Work = async context =>
        {
            await _mayEnd.Task;
            MarkDone(context);
        };
        await SendOrdersAsync("a", 5);
        await SendOrdersAsync("b", 1);
        var worker = await StartFifoAsync(e => e.ConcurrentMessageLimit = 1);
        await Bus.UntilCountAsync(visible: 0, inFlight: 6, Queue);
        await Eventually.UntilAsync(() => Orders.Count == 1);

        var stopped = worker.StopAsync();
        await Bus.UntilCountAsync(visible: 1, inFlight: 5, Queue);
        _mayEnd.SetResult();
        await stopped;

        Assert.Equal((5, 0), await Bus.CountAsync(Queue));
        Assert.Equal(["0"], Done("a"));
    }

    [Fact]
    public async Task A_pause_starts_no_message_behind_the_running_one()
    {
        var pause = new ReceivePause();
        Orders.Work = async context =>
        {
            await _mayEnd.Task;
            MarkDone(context);
        };
        await SendOrdersAsync("a", 5);
        await StartFifoAsync(e => e.Pause = pause);
        await Eventually.UntilAsync(() => Orders.Count == 1);

        pause.Pause();
        _mayEnd.SetResult();
        await Bus.UntilCountAsync(visible: 4, inFlight: 0, Queue);
        var meanwhile = Orders.Count;
        pause.Resume();
        await UntilEmptyAsync();

        Assert.Equal(1, meanwhile);
        Assert.Equal(Enumerable.Range(0, 5).Select(number => $"{number}"), Done("a"));
    }

    [Fact]
    public async Task A_redelivered_message_stays_before_the_rest_of_its_group()
    {
        var redelivered = 0;
        Orders.Work = async context =>
        {
            if (context.Message.OrderId == "0" && Interlocked.Increment(ref redelivered) <= 2)
                await context.Redeliver(TimeSpan.FromSeconds(5));
            else
                MarkDone(context);
        };
        await SendOrdersAsync("a", 3);
        await StartFifoAsync();

        await UntilEmptyAsync();

        Assert.Equal(Three, Done("a"));
    }

    [Fact]
    public async Task A_wake_up_message_is_deleted_and_wakes_nobody_up_twice()
    {
        await StartFifoAsync();

        var sender = Workers[0].Services.GetService(typeof(IWakeUpSender)) as IWakeUpSender;
        await sender!.SendAsync(Queue, "deployment", cancellationToken: Cancelled);
        await sender.SendAsync(Queue, "deployment", TimeSpan.FromMinutes(1), Cancelled);

        await UntilEmptyAsync();
        Assert.Equal(0, Orders.Count);
    }
}

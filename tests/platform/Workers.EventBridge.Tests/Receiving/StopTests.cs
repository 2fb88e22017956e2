using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Receiving;

public sealed class StopTests : TransportTest
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpFaults _faults = new();

    [Fact]
    public async Task What_was_not_started_is_given_back_visible_at_once()
    {
        Orders.Work = _ => _gate.Task;
        await Bus.PutOrdersAsync(10);
        var worker = await StartConsumerAsync(e => e.ConcurrentMessageLimit = 1);
        await Orders.OneAsync();

        var stopped = worker.StopAsync();

        await Bus.UntilCountAsync(visible: 9, inFlight: 1);
        _gate.SetResult();
        await stopped;
    }

    [Fact]
    public async Task Another_worker_gets_it_although_all_handlers_are_busy_and_a_poll_is_under_way()
    {
        var second = new Consumed<OrderPlaced>();
        Orders.Work = _ => _gate.Task;
        await Bus.PutOrdersAsync(10);
        var worker = await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (1, 20));
        await Orders.OneAsync();
        await UntilNextPollAsync();
        await StartAsync(Consuming(second));

        var stopped = worker.StopAsync();

        await Eventually.UntilAsync(() => second.Count == 9);
        _gate.SetResult();
        await stopped;
    }

    [Fact]
    public async Task Another_worker_gets_what_was_not_started_within_a_second()
    {
        var second = new Consumed<OrderPlaced>();
        Orders.Work = _ => _gate.Task;
        await Bus.PutOrdersAsync(10);
        var worker = await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (1, 20));
        await Orders.OneAsync();
        await UntilNextPollAsync();
        await StartAsync(Consuming(second));
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 2);

        var begun = Stopwatch.GetTimestamp();
        var stopped = worker.StopAsync();
        await Eventually.UntilAsync(() => second.Count > 0);
        var took = Stopwatch.GetElapsedTime(begun);

        Assert.True(took < TimeSpan.FromSeconds(1), $"It took {took.TotalMilliseconds:0} ms.");
        _gate.SetResult();
        await stopped;
    }

    [Fact]
    public async Task What_is_given_back_does_not_go_to_the_poll_that_the_stop_cut_off()
    {
        _faults.HangsUpLate = TimeSpan.FromMilliseconds(50);
        Orders.Work = _ => _gate.Task;
        await Bus.PutOrdersAsync(10);
        var worker = await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (1, 20), Setup);
        await Orders.OneAsync();
        await UntilNextPollAsync();

        var stopped = worker.StopAsync();

        await Bus.UntilCountAsync(visible: 9, inFlight: 1);
        _gate.SetResult();
        await stopped;
    }

    [Theory]
    [InlineData("throttle")]
    [InlineData("serverError")]
    [InlineData("dropBefore")]
    [InlineData("dropAfter")]
    [InlineData("failedEntries")]
    public async Task What_can_not_be_given_back_is_not_lost(string fault)
    {
        var second = new Consumed<OrderPlaced>();
        await Bus.PutOrdersAsync(10);
        Orders.Work = _ => _gate.Task;
        var worker = await StartConsumerAsync(e => e.ConcurrentMessageLimit = 1);
        await Orders.OneAsync();
        Bus.Server.Faults = Failing.Calls(fault, share: 1, "sqs:ChangeMessageVisibilityBatch");

        var stopped = worker.StopAsync();
        await Eventually.UntilAsync(() => Bus.Server.InjectedFaults[fault] > 0);
        _gate.SetResult();
        await stopped;
        await StartAsync(Consuming(second));

        await Time.AdvanceUntilAsync(TimeSpan.FromMinutes(1), () => second.Count == 9);
    }

    [Fact]
    public async Task Nothing_is_received_after_the_stop()
    {
        Orders.Work = _ => _gate.Task;
        await Bus.PutOrdersAsync(40);
        var worker = await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (1, 20));
        await Bus.UntilCountAsync(visible: 20, inFlight: 20);
        var before = Bus.Calls("sqs:ReceiveMessage");

        // All that is given back makes room, and there is more in the queue.
        var stopped = worker.StopAsync();
        await Bus.UntilCountAsync(visible: 39, inFlight: 1);
        _gate.SetResult();
        await stopped;

        Assert.Equal(before, Bus.Calls("sqs:ReceiveMessage"));
    }

    [Fact]
    public async Task The_log_says_at_last_what_was_finished_and_returned()
    {
        var setup = new WorkerSetup();
        Orders.Work = context => context.Message.OrderId == "0" ? Task.CompletedTask : _gate.Task;
        await Bus.PutOrdersAsync(10);
        var worker = await StartConsumerAsync(e => e.ConcurrentMessageLimit = 2, setup);
        await Eventually.UntilAsync(() => Orders.Count == 3);

        var stopped = worker.StopAsync();
        await Bus.UntilCountAsync(visible: 7, inFlight: 2);
        _gate.SetResult();
        await stopped;

        Assert.Contains(
            (LogLevel.Information, "Stopped receiving from orders: 3 handled, 7 returned, 0 left in flight"), setup.Log.Lines);
    }

    [Fact]
    public async Task The_log_says_at_last_what_was_left()
    {
        var setup = new WorkerSetup();
        Orders.Work = _ => _gate.Task;
        await Bus.PutOrdersAsync(1);
        var worker = await StartConsumerAsync(setup: setup);
        await Orders.OneAsync();

        // The time to stop is over at once, and the consumer does not heed it.
        await worker.Bus.StopAsync(new CancellationToken(canceled: true)).InTimeAsync();
        await Eventually.UntilAsync(
            () => setup.Log.Lines.Any(line => line.Text.StartsWith("Stopped receiving", StringComparison.Ordinal)));

        Assert.Contains(
            (LogLevel.Information, "Stopped receiving from orders: 0 handled, 0 returned, 1 left in flight"), setup.Log.Lines);
        _gate.SetResult();
    }

    [Fact]
    public async Task What_runs_is_finished_and_deleted()
    {
        Orders.Work = _ => _gate.Task;
        var worker = await StartConsumerAsync(e => e.ConcurrentMessageLimit = 5);
        await Bus.PutOrdersAsync(5);
        await Eventually.UntilAsync(() => Orders.Count == 5);

        var stopped = worker.StopAsync();
        _gate.SetResult();
        await stopped;

        Assert.Equal((0, 0), await Bus.CountAsync());
    }

    [Fact]
    public async Task No_consumer_starts_after_the_stop()
    {
        Orders.Work = _ => _gate.Task;
        await Bus.PutOrdersAsync(10);
        var worker = await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (1, 20), Setup);
        await Orders.OneAsync();
        await UntilNextPollAsync();

        var stopped = worker.StopAsync();
        await Eventually.UntilAsync(() => _faults.CutOff == 1);
        _gate.SetResult();
        await stopped;

        Assert.Equal(1, Orders.Count);
    }

    [Fact]
    public async Task A_consumer_that_is_late_is_cancelled_and_its_message_given_back()
    {
        Orders.Work = context => Task.Delay(Timeout.Infinite, context.CancellationToken);
        var worker = await StartConsumerAsync(setup: new WorkerSetup { ConsumerStopTimeout = TimeSpan.FromMilliseconds(50) });
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();

        await worker.StopAsync();

        Assert.Equal((1, 0), await Bus.CountAsync());
    }

    [Fact]
    public async Task A_poll_that_fails_while_stopping_does_not_keep_consumers_from_finishing()
    {
        Orders.Work = _ => _gate.Task;
        _faults.OnCutOff = () => new IOException("Connection reset by peer");
        var worker = await StartConsumerAsync(setup: Setup);
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();
        await UntilNextPollAsync();

        var stopped = worker.StopAsync();
        await Eventually.UntilAsync(() => _faults.CutOff > 0);
        _gate.SetResult();
        await stopped;

        Assert.Equal((0, 0), await Bus.CountAsync());
    }

    private Task UntilNextPollAsync() => Eventually.UntilAsync(() => Bus.Calls("sqs:ReceiveMessage") >= 2);

    private WorkerSetup Setup => new() { Host = host => host.Sqs.HttpClientFactory = _faults };
}

using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>After a pause one message is let through, as a probe, before receiving goes on.</summary>
public sealed class HalfOpenProbeTests : CircuitTest
{
    [Fact]
    public async Task When_the_pause_is_over_one_message_is_let_through()
    {
        Orders.Work = _ => Running.Task;
        await StartAsync();
        await OpenAsync();
        await Bus.PutOrdersAsync(10);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count > 0);

        Assert.Equal((9, 1), await Bus.CountAsync());
        Assert.True(Time.GetUtcNow() - Time.Start >= Break);
        Running.SetResult();
    }

    [Fact]
    public async Task Everything_is_received_when_the_probe_opens_it()
    {
        Orders.Work = _ =>
        {
            Circuit.Close();
            return Task.CompletedTask;
        };
        await StartAsync();
        await OpenAsync();
        await Bus.PutOrdersAsync(25);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 25);

        await Bus.UntilEmptyAsync();
    }

    [Fact]
    public async Task A_failed_probe_that_holds_it_again_lets_nothing_more_through()
    {
        Orders.Work = _ =>
        {
            Circuit.Open(TimeSpan.FromHours(1), "still down");
            throw new InvalidOperationException("still down");
        };
        await StartAsync();
        await OpenAsync();
        await Bus.PutOrdersAsync(10);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 1);
        // In seconds: the clock must not run to the end of the hold before the wires have brought the message back.
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (10, 0));

        Assert.Equal(1, Orders.Count);
    }

    [Theory, InlineData(1), InlineData(20)]
    public async Task A_probe_needs_no_place(int prefetch)
    {
        var isDown = true;
        Orders.Work = _ =>
        {
            if (isDown)
            {
                Circuit.Open(Break, "still down");
                throw new InvalidOperationException("still down");
            }

            Circuit.Close();
            return Task.CompletedTask;
        };
        await Bus.PutOrdersAsync(prefetch + 2);
        await StartAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (prefetch, prefetch));

        // Each has failed at its last receive by then, and waits in flight.
        await Time.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), async () => Orders.Count > 3 * prefetch && (await Bus.CountAsync()).InFlight >= prefetch);
        isDown = false;

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (0, 0));
        Assert.False(Circuit.IsOpen);
        Assert.Equal((0, 0), await Bus.CountAsync($"{LocalBus.Queue}-dlq"));
    }

    [Fact]
    public async Task A_probe_that_leaves_it_open_is_followed_by_another_at_once()
    {
        Orders.Work = context =>
        {
            if (context.Message.OrderId != "good")
                throw new InvalidOperationException("It is the order's fault.");
            Circuit.Close();
            return Task.CompletedTask;
        };
        await StartAsync();
        await OpenAsync();
        await Bus.PutOrdersAsync(5);
        await Bus.PutAsync("OrderPlaced", """{"orderId":"good"}""");

        Time.Advance(Break);
        await Eventually.UntilAsync(() => !Circuit.IsOpen);

        Assert.Equal(6, Orders.Count);
    }

    [Fact]
    public async Task Probes_that_leave_it_open_are_bounded()
    {
        Orders.Work = _ => throw new InvalidOperationException("It is the order's fault.");
        await StartAsync();
        await OpenAsync();
        await Bus.PutOrdersAsync(30);

        Time.Advance(Break);
        await Eventually.UntilAsync(() => Orders.Count == 10);
        await Bus.CountAsync();
        await Bus.CountAsync();

        Assert.Equal(10, Orders.Count);
    }

    [Fact]
    public async Task A_probe_that_is_cut_off_by_a_stop_does_not_keep_consumers_from_finishing()
    {
        var faults = new HttpFaults { OnCutOff = () => new IOException("Connection reset by peer") };
        Orders.Work = _ => Running.Task;
        var worker = await StartConsumerAsync(
            e => e.Circuit = Circuit, new WorkerSetup { Host = host => host.Sqs.HttpClientFactory = faults });
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();
        await OpenAsync();
        var before = faults.CutOff;
        Time.Advance(Break);
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 1);

        var stopped = worker.StopAsync();
        await Eventually.UntilAsync(() => faults.CutOff > before);
        Running.SetResult();
        await stopped;

        Assert.Equal((0, 0), await Bus.CountAsync());
    }
}

using System.Collections.Concurrent;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

public sealed class RedeliveryTests : TransportTest
{
    private readonly ConcurrentQueue<(int ReceiveCount, bool IsRedelivered, DateTimeOffset At)> _tries = new();

    protected override int? MaxFailures => 5;

    [Fact]
    public async Task A_failed_message_comes_back_with_a_rising_receive_count()
    {
        await StartFailingAsync(times: 3);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _tries.Count == 4);

        Assert.Equal([(1, false), (2, true), (3, true), (4, true)], _tries.Select(one => (one.ReceiveCount, one.IsRedelivered)));
    }

    [Fact]
    public async Task A_failed_message_is_deleted_when_it_succeeds_at_last()
    {
        await StartFailingAsync(times: 2);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (0, 0));

        Assert.Equal(3, _tries.Count);
    }

    [Fact]
    public async Task A_failed_message_waits_before_it_comes_back()
    {
        await StartFailingAsync(times: 1, delay: TimeSpan.FromSeconds(100));

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _tries.Count == 2);

        // Jittered over the upper half.
        Assert.True(_tries.Last().At - _tries.First().At >= TimeSpan.FromSeconds(50));
    }

    [Fact]
    public async Task Meanwhile_the_worker_goes_on_with_the_next_message()
    {
        Orders.Work = context => context.Message.OrderId == "0" ? throw new InvalidOperationException("boom") : Task.CompletedTask;
        await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.RedeliveryDelay) = (1, TimeSpan.FromMinutes(5)));

        await Bus.PutOrdersAsync(10);

        await Bus.UntilCountAsync(visible: 0, inFlight: 1);
        Assert.Equal(10, Orders.Count);
    }

    [Theory, InlineData(1, 5, 10), InlineData(2, 10, 20), InlineData(3, 20, 40), InlineData(5, 50, 100), InlineData(1000, 50, 100)]
    public void The_delay_doubles_with_each_receive_up_to_its_bound(int receiveCount, int least, int most)
    {
        var delay = new RedeliveryDelay(TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(100));

        Assert.All(Enumerable.Range(0, 100), _ => Assert.InRange(delay.Seconds(receiveCount), least, most));
    }

    [Fact]
    public void Messages_that_failed_together_do_not_come_back_together()
    {
        var delay = new RedeliveryDelay(TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(100));

        var delays = Enumerable.Range(0, 1000).Select(_ => delay.Seconds(1)).ToList();

        Assert.InRange(delays.Distinct().Count(), 40, 51);
    }

    private Task StartFailingAsync(int times, TimeSpan? delay = null)
    {
        Orders.Work = context =>
        {
            context.ReceiveContext.TryGetPayload<InFlightMessage>(out var held);
            _tries.Enqueue((held!.ReceiveCount, context.ReceiveContext.Redelivered, Time.GetUtcNow()));
            return _tries.Count <= times ? throw new InvalidOperationException("boom") : Task.CompletedTask;
        };
        return StartAndPutAsync(delay ?? TimeSpan.FromSeconds(1));
    }

    private async Task StartAndPutAsync(TimeSpan delay)
    {
        await StartConsumerAsync(e => e.RedeliveryDelay = delay);
        await Bus.PutOrdersAsync(1);
    }
}

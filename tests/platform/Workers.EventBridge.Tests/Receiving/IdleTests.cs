using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

public sealed class IdleTests : TransportTest
{
    [Fact]
    public async Task An_empty_queue_costs_one_long_poll_at_a_time()
    {
        await StartConsumerAsync(e => e.ConcurrentMessageLimit = 100);
        await Eventually.UntilAsync(() => Polls > 0);

        // Three long polls of twenty seconds end and make room for the next.
        for (var polls = 1; polls <= 3; polls++)
            await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Polls > polls);

        Assert.Equal(4, Polls);
        Assert.True(Time.GetUtcNow() - Time.Start >= TimeSpan.FromSeconds(60));
    }

    [Fact]
    public async Task After_a_burst_the_other_polls_rest_again()
    {
        await StartConsumerAsync(e => e.ConcurrentMessageLimit = 100);
        await Bus.PutOrdersAsync(200);
        await Bus.UntilEmptyAsync();

        // The other polls, up to nine, wait a second each; then only the long one is left.
        await RestAsync();
        Bus.Server.ResetRequestCounts();
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Polls > 0);

        Assert.Equal(1, Polls);
    }

    private long Polls => Bus.Calls("sqs:ReceiveMessage");

    private async Task RestAsync()
    {
        var seen = -1L;
        for (var unchanged = 0; unchanged < 3; unchanged = Polls == seen ? unchanged + 1 : 0)
        {
            seen = Polls;
            Time.Advance(TimeSpan.FromSeconds(1.5));
            await Bus.CountAsync();
            await Bus.CountAsync();
        }
    }
}

using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>Without a RedrivePolicy nothing is thrown away: a message that fails stays.</summary>
public sealed class NoDeadLetterQueueTests : TransportTest
{
    protected override int? MaxFailures => null;

    [Fact]
    public async Task A_failed_message_comes_back_again_and_again()
    {
        Orders.Work = _ => throw new InvalidOperationException("boom");
        await StartConsumerAsync(e => e.MaxRedeliveryDelay = TimeSpan.FromSeconds(1));

        await Bus.PutOrdersAsync(1);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 10);
    }

    [Fact]
    public async Task Poison_stays_in_the_queue()
    {
        await StartConsumerAsync();

        await Bus.SendAsync("not JSON");

        await Eventually.UntilAsync(() => Bus.Calls("sqs:ChangeMessageVisibility") == 1);
        Assert.Equal((0, 1), await Bus.CountAsync());
    }

    [Fact]
    public async Task The_worker_goes_on_with_the_next_message()
    {
        await StartConsumerAsync(e => e.ConcurrentMessageLimit = 1);

        await Bus.SendAsync("not JSON");
        await Bus.PutOrdersAsync(1);

        await Orders.OneAsync();
    }
}

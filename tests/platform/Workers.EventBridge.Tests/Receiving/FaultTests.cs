using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>A service that fails in every way it can, now and then; the SDK's own retries are off.</summary>
public sealed class FaultTests : TransportTest
{
    private const int Count = 200;

    /// <summary>The clock does not get so far before a message is handled and deleted.</summary>
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(10);

    protected override int? MaxFailures => 20;

    [Theory]
    [InlineData("throttle")]
    [InlineData("serverError")]
    [InlineData("dropBefore")]
    [InlineData("dropAfter")]
    public async Task Every_message_is_handled_although_receiving_fails(string fault)
    {
        // What is received unheard is back after its visibility timeout.
        await HandleAllAsync(fault, TimeSpan.FromSeconds(30), "sqs:ReceiveMessage");

        await AssertAllAsync();
    }

    [Theory]
    [InlineData("throttle")]
    [InlineData("serverError")]
    [InlineData("dropBefore")]
    [InlineData("dropAfter")]
    [InlineData("failedEntries")]
    public async Task No_message_is_handled_twice_because_deleting_fails(string fault)
    {
        await HandleAllAsync(fault, Long, "sqs:DeleteMessageBatch");

        Assert.Equal(Count, Orders.Count);
        await AssertAllAsync();
    }

    [Theory]
    [InlineData("duplicate")]
    [InlineData("reorder")]
    [InlineData("latency")]
    public async Task Every_message_is_handled_in_spite_of(string fault)
    {
        await HandleAllAsync(fault, Long, "sqs:ReceiveMessage", "sqs:DeleteMessageBatch");

        await AssertAllAsync();
    }

    /// <summary>With enough messages for the fault to be met; ends when the queue is empty.</summary>
    private async Task HandleAllAsync(string fault, TimeSpan visibility, params string[] operations)
    {
        await Bus.PutOrdersAsync(Count);
        Bus.Server.Faults = Failing.Calls(fault, share: 0.3, operations);

        await StartConsumerAsync(e => e.VisibilityTimeout = visibility);
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(500), async () => await Bus.CountAsync() == (0, 0));

        Assert.NotEqual(0, Bus.Server.InjectedFaults[fault]);
    }

    private async Task AssertAllAsync()
    {
        Assert.Equal(Count, Orders.Contexts.Select(context => context.Message.OrderId).Distinct().Count());
        Assert.Equal((0, 0), await Bus.CountAsync($"{LocalBus.Queue}-dlq"));
    }
}

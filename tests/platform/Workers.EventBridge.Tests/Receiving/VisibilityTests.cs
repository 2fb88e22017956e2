using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>Messages stay invisible to others while they are in flight, and only so long.</summary>
public sealed class VisibilityTests : VisibilityTest
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task A_handler_may_run_far_beyond_the_visibility_timeout()
    {
        Orders.Work = _ => _gate.Task;
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        await Bus.PutOrdersAsync(1);
        var held = Held(await Orders.OneAsync());

        await LetTimePassAsync(held, renewals: 6);

        Assert.Equal((0, 1), await Bus.CountAsync());
        _gate.SetResult();
        await Bus.UntilEmptyAsync();
        Assert.Equal(1, Orders.Count);
    }

    [Fact]
    public async Task Messages_in_the_buffer_are_renewed_ten_a_call()
    {
        Orders.Work = _ => _gate.Task;
        await Bus.PutOrdersAsync(10);
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        var held = Held(await Orders.OneAsync());

        await LetTimePassAsync(held, renewals: 3);

        Assert.Equal((0, 10), await Bus.CountAsync());
        Assert.Equal(3, Renewals);
        _gate.SetResult();
    }

    [Fact]
    public async Task A_renewal_that_fails_is_tried_again()
    {
        Orders.Work = _ => _gate.Task;
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();
        Faults.Spoil("ChangeMessageVisibilityBatch", calls: 1, HttpFaults.Gibberish);

        Time.Advance(UntilRenewal);
        await Eventually.UntilAsync(() => Faults.Spoiled == 1);
        await Eventually.UntilAsync(() => Held(Orders.Contexts[0]).Renewal.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.UntilAsync(() => Renewals == 1);

        Assert.Equal((0, 1), await Bus.CountAsync());
        _gate.SetResult();
    }

    [Theory]
    [InlineData("throttle")]
    [InlineData("serverError")]
    [InlineData("dropBefore")]
    [InlineData("dropAfter")]
    [InlineData("failedEntries")]
    public async Task A_message_is_not_lost_while_renewals_fail_for_a_moment(string fault)
    {
        Orders.Work = _ => _gate.Task;
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        await Bus.PutOrdersAsync(1);
        var held = Held(await Orders.OneAsync());
        Bus.Server.Faults = Failing.Calls(fault, share: 1, "sqs:ChangeMessageVisibilityBatch");

        Time.Advance(UntilRenewal);
        await Eventually.UntilAsync(() => Bus.Server.InjectedFaults[fault] > 0);
        Bus.Server.Faults = FaultSettings.None;
        await Eventually.UntilAsync(() => held.Renewal.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.UntilAsync(() => held.RenewedAt > held.ReceivedAt);
        Time.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal((0, 1), await Bus.CountAsync());
        Assert.False(held.Lost.IsCancellationRequested);
        _gate.SetResult();
    }

    [Theory]
    [InlineData("RequestThrottled", true)]
    [InlineData("ThrottlingException", true)]
    [InlineData("InternalError", false)]
    [InlineData("AWS.SimpleQueueService.Throttled", true)]
    public async Task An_entry_whose_renewal_may_be_tried_again_is_not_lost(string code, bool senderFault)
    {
        Orders.Work = UntilCancelledAsync;
        await StartAsync();
        await Bus.PutOrdersAsync(1);
        var held = Held(await Orders.OneAsync());
        Faults.Spoil("ChangeMessageVisibilityBatch", calls: 1, () => HttpFaults.FailedEntry(code, senderFault));

        Time.Advance(UntilRenewal);
        await Eventually.UntilAsync(() => Faults.Spoiled == 1 && held.Renewal.IsCompleted);
        Time.Advance(TimeSpan.FromSeconds(2));
        await Eventually.UntilAsync(() => held.RenewedAt > held.ReceivedAt);

        Assert.False(HandlerCancelled.Task.IsCompleted);
    }

    [Fact]
    public async Task Renewals_that_hang_let_no_other_message_expire()
    {
        var calls = 0;
        Orders.Work = UntilCancelledAsync;
        await StartAsync(e => (e.ConcurrentMessageLimit, e.MaxConcurrentPolls) = (30, 3));
        await Bus.PutOrdersAsync(30);
        await Eventually.UntilAsync(() => Orders.Count == 30);
        Faults.OnCall = async operation =>
        {
            if (operation == "ChangeMessageVisibilityBatch" && Interlocked.Increment(ref calls) <= 2)
                await Task.Delay(Timeout.Infinite, Cancelled);
            return null;
        };

        Time.Advance(UntilRenewal);

        await Eventually.UntilAsync(() => Orders.Contexts.Count(context => Held(context).RenewedAt == Time.GetTimestamp()) == 10);
    }

    /// <summary>For each renewal time passes, and stands still until it is done.</summary>
    private async Task LetTimePassAsync(InFlightMessage held, int renewals)
    {
        for (var renewal = 0; renewal < renewals; renewal++)
        {
            Time.Advance(UntilRenewal);
            await Eventually.UntilAsync(() => held.RenewedAt == Time.GetTimestamp() && held.Renewal.IsCompleted);
        }
    }
}

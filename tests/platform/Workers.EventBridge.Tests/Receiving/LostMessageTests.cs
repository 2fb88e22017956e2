using System.Diagnostics;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>The handler of a message that is not in flight any more is cancelled.</summary>
public sealed class LostMessageTests : VisibilityTest
{
    [Theory]
    [InlineData("ReceiptHandleIsInvalid", "The input receipt handle is invalid.")]
    [InlineData("InvalidParameterValue", "Value x for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.")]
    [InlineData("AWS.SimpleQueueService.MessageNotInflight", "The message referred to is not in flight.")]
    public async Task An_entry_whose_message_is_gone_cancels_its_handler(string code, string message)
    {
        Orders.Work = UntilCancelledAsync;
        await StartAsync();
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();
        Faults.Spoil("ChangeMessageVisibilityBatch", calls: 1, () => HttpFaults.FailedEntry(code, senderFault: true, message));

        Time.Advance(UntilRenewal);

        await HandlerCancelled.Task.InTimeAsync();
    }

    [Fact]
    public async Task A_message_that_is_gone_cancels_its_handler()
    {
        Orders.Work = UntilCancelledAsync;
        await StartAsync();
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();

        await Bus.Sqs.PurgeQueueAsync(await Bus.UrlAsync(LocalBus.Queue), Cancelled);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => HandlerCancelled.Task.IsCompleted);
    }

    [Fact]
    public async Task A_message_that_could_not_be_renewed_in_time_cancels_its_handler()
    {
        Orders.Work = UntilCancelledAsync;
        await StartAsync();
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();
        Faults.Spoil("ChangeMessageVisibilityBatch", calls: int.MaxValue, HttpFaults.Unavailable);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => HandlerCancelled.Task.IsCompleted);

        Assert.True(Time.GetUtcNow() - Time.Start >= TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task A_lost_message_is_left_to_who_has_it_now()
    {
        Orders.Work = context => context.Message.OrderId == "0" ? UntilCancelledAsync(context) : Task.CompletedTask;
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        await Bus.PutOrdersAsync(1);
        var context = await Orders.OneAsync();
        await Bus.Sqs.DeleteMessageAsync(await Bus.UrlAsync(LocalBus.Queue), Held(context).ReceiptHandle, Cancelled);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => HandlerCancelled.Task.IsCompleted);

        // One at a time: when the next one is consumed, the lost one is settled.
        await Bus.PutAsync("OrderPlaced", """{"orderId":"next"}""");
        await Eventually.UntilAsync(() => Orders.Count == 2);
        Assert.Equal(0, Bus.Calls("sqs:ChangeMessageVisibility"));
    }

    [Fact]
    public async Task A_lost_message_marks_its_span()
    {
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == EventBridgeActivitySource.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        Activity? span = null;
        Orders.Work = context =>
        {
            span = Activity.Current;
            return UntilCancelledAsync(context);
        };
        await StartAsync();
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();
        await Bus.Sqs.PurgeQueueAsync(await Bus.UrlAsync(LocalBus.Queue), Cancelled);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => HandlerCancelled.Task.IsCompleted);

        Assert.Contains(Upwards(span), one => one.Events.Any(happened => happened.Name == "workers.lease_lost"));
    }

    [Fact]
    public async Task A_handler_is_cancelled_when_the_twelve_hours_of_SQS_are_over()
    {
        Orders.Work = UntilCancelledAsync;
        await StartAsync(e => e.VisibilityTimeout = TimeSpan.FromHours(1));
        await Bus.PutOrdersAsync(1);
        var held = Held(await Orders.OneAsync());
        for (var passed = TimeSpan.Zero; passed < TimeSpan.FromHours(11); passed += TimeSpan.FromMinutes(40))
        {
            var before = held.RenewedAt;
            Time.Advance(TimeSpan.FromMinutes(40));
            await Eventually.UntilAsync(() => held.RenewedAt > before && held.Renewal.IsCompleted);
        }

        // It is 11:20 now: the last renewal was for 40 minutes, and there can be none after it.
        Time.Advance(TimeSpan.FromMinutes(30));
        var wasCancelledBefore = HandlerCancelled.Task.IsCompleted;
        Time.Advance(TimeSpan.FromMinutes(20));
        await HandlerCancelled.Task.InTimeAsync();

        Assert.False(wasCancelledBefore);
        Assert.Equal(17, Renewals);
    }

    private static IEnumerable<Activity> Upwards(Activity? span)
    {
        for (; span is not null; span = span.Parent)
            yield return span;
    }
}

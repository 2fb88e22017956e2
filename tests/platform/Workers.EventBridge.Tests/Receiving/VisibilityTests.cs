using System.Diagnostics;
using MassTransit;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>Messages stay invisible to others while they are in hand, and only so long.</summary>
public sealed class VisibilityTests : TransportTest
{
    /// <summary>Half of the visibility timeout and what the renewer's timer adds to it; less than all of it.</summary>
    private static readonly TimeSpan UntilRenewal = TimeSpan.FromSeconds(7);

    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpFaults _faults = new();

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
        _faults.Spoil("ChangeMessageVisibilityBatch", calls: 1, HttpFaults.Gibberish);

        Time.Advance(UntilRenewal);
        await Eventually.UntilAsync(() => _faults.Spoiled == 1);
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
        _faults.Spoil("ChangeMessageVisibilityBatch", calls: 1, () => HttpFaults.FailedEntry(code, senderFault));

        Time.Advance(UntilRenewal);
        await Eventually.UntilAsync(() => _faults.Spoiled == 1 && held.Renewal.IsCompleted);
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(500), () => held.RenewedAt > held.ReceivedAt);

        Assert.False(_cancelled.Task.IsCompleted);
    }

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
        _faults.Spoil("ChangeMessageVisibilityBatch", calls: 1, () => HttpFaults.FailedEntry(code, senderFault: true, message));

        Time.Advance(UntilRenewal);

        await _cancelled.Task.InTimeAsync();
    }

    [Fact]
    public async Task Renewals_that_hang_let_no_other_message_expire()
    {
        var calls = 0;
        Orders.Work = UntilCancelledAsync;
        await StartAsync(e => (e.ConcurrentMessageLimit, e.MaxConcurrentPolls) = (30, 3));
        await Bus.PutOrdersAsync(30);
        await Eventually.UntilAsync(() => Orders.Count == 30);
        _faults.OnCall = async operation =>
        {
            if (operation == "ChangeMessageVisibilityBatch" && Interlocked.Increment(ref calls) <= 2)
                await Task.Delay(Timeout.Infinite, Cancelled);
            return null;
        };

        Time.Advance(UntilRenewal);

        await Eventually.UntilAsync(() => Orders.Contexts.Count(context => Held(context).RenewedAt == Time.GetTimestamp()) == 10);
    }

    [Fact]
    public async Task A_message_that_is_gone_cancels_its_handler()
    {
        Orders.Work = UntilCancelledAsync;
        await StartAsync();
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();

        await Bus.Sqs.PurgeQueueAsync(await Bus.UrlAsync(LocalBus.Queue), Cancelled);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _cancelled.Task.IsCompleted);
    }

    [Fact]
    public async Task A_message_that_could_not_be_renewed_in_time_cancels_its_handler()
    {
        Orders.Work = UntilCancelledAsync;
        await StartAsync();
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();
        _faults.Spoil("ChangeMessageVisibilityBatch", calls: int.MaxValue, HttpFaults.Unavailable);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _cancelled.Task.IsCompleted);

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

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _cancelled.Task.IsCompleted);

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

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _cancelled.Task.IsCompleted);

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
        var wasCancelledBefore = _cancelled.Task.IsCompleted;
        Time.Advance(TimeSpan.FromMinutes(20));
        await _cancelled.Task.InTimeAsync();

        Assert.False(wasCancelledBefore);
        Assert.Equal(17, Renewals);
    }

    private static IEnumerable<Activity> Upwards(Activity? span)
    {
        for (; span is not null; span = span.Parent)
            yield return span;
    }

    private async Task UntilCancelledAsync(ConsumeContext context)
    {
        using var cancelled = context.CancellationToken.Register(() => _cancelled.TrySetResult());
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }

    private long Renewals => Bus.Calls("sqs:ChangeMessageVisibilityBatch");

    private static InFlightMessage Held(ConsumeContext context) => context.ReceiveContext.TryGetPayload<InFlightMessage>(out var held)
        ? held
        : throw new InvalidOperationException("The message is not in hand.");

    private Task<WorkerHost> StartAsync(Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null) => StartConsumerAsync(
        e =>
        {
            e.VisibilityTimeout = TimeSpan.FromSeconds(10);
            endpoint?.Invoke(e);
        },
        new WorkerSetup { Host = host => host.Sqs.HttpClientFactory = _faults });

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

using MassTransit;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>Messages stay invisible to others while they are in hand, and only so long.</summary>
public sealed class VisibilityTests : TransportTest
{
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly HttpFaults _faults = new();

    [Fact]
    public async Task A_handler_may_run_far_beyond_the_visibility_timeout()
    {
        Orders.Work = _ => _gate.Task;
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();

        await LetTimePassAsync(renewals: 6);

        Assert.Equal((0, 1), await Bus.CountAsync());
        _gate.SetResult();
        await Bus.UntilEmptyAsync();
        Assert.Equal(1, Orders.Count);
    }

    [Fact]
    public async Task Messages_in_the_buffer_are_renewed_ten_a_call()
    {
        Orders.Work = _ => _gate.Task;
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        await Bus.PutOrdersAsync(10);
        await Bus.UntilCountAsync(visible: 0, inFlight: 10);

        await LetTimePassAsync(renewals: 3);

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

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(0.1), () => Renewals == 1);

        Assert.Equal((0, 1), await Bus.CountAsync());
        _gate.SetResult();
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

        Assert.InRange(Time.GetUtcNow() - Time.Start, TimeSpan.FromSeconds(10), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task A_lost_message_is_left_to_who_has_it_now()
    {
        Orders.Work = UntilCancelledAsync;
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        await Bus.PutOrdersAsync(1);
        var context = await Orders.OneAsync();
        await Bus.Sqs.DeleteMessageAsync(await Bus.UrlAsync(LocalBus.Queue), Handle(context), Cancelled);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => _cancelled.Task.IsCompleted);

        Assert.Equal(0, Bus.Calls("sqs:ChangeMessageVisibility"));
    }

    private async Task UntilCancelledAsync(ConsumeContext context)
    {
        using var cancelled = context.CancellationToken.Register(() => _cancelled.TrySetResult());
        await Task.Delay(Timeout.Infinite, context.CancellationToken);
    }

    private long Renewals => Bus.Calls("sqs:ChangeMessageVisibilityBatch");

    private static string Handle(ConsumeContext context) => context.ReceiveContext.TryGetPayload<EventBridge.Receiving.HeldMessage>(out var held)
        ? held.ReceiptHandle
        : throw new InvalidOperationException("The message is not in hand.");

    private Task<WorkerHost> StartAsync(Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null) => StartConsumerAsync(
        e =>
        {
            e.VisibilityTimeout = TimeSpan.FromSeconds(10);
            endpoint?.Invoke(e);
        },
        new WorkerSetup { Host = host => host.Sqs.HttpClientFactory = _faults });

    /// <summary>Half of the visibility timeout and a little passes for each renewal, and the clock waits until it is done.</summary>
    private async Task LetTimePassAsync(int renewals)
    {
        for (var renewal = 1; renewal <= renewals; renewal++)
        {
            await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(0.1), () => Renewals >= renewal);
            Time.Advance(TimeSpan.FromSeconds(1));
        }
    }
}

using System.Collections.Concurrent;
using MassTransit;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>MassTransit's redelivery: by policy, and by a consumer.</summary>
public sealed class DelayedRedeliveryTests : TransportTest
{
    private static readonly TimeSpan Delay = TimeSpan.FromMinutes(5);

    private readonly ConcurrentQueue<(int Redelivery, string MessageId, DateTimeOffset At)> _tries = new();
    private readonly MemoryLog _log = new();

    protected override int? MaxFailures => 1;

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_failed_message_comes_back_after_each_delay_and_counts_its_redeliveries(bool isScheduled)
    {
        await StartAsync(fails: 3, isScheduled, redeliveries: 5);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(10), async () => await Bus.CountAsync() == (0, 0));

        Assert.Equal([0, 1, 2, 3], _tries.Select(one => one.Redelivery));
        Assert.All(_tries.Zip(_tries.Skip(1)), pair => Assert.InRange(pair.Second.At - pair.First.At, Delay, 2 * Delay));
    }

    [Fact]
    public async Task It_is_the_same_message()
    {
        await StartAsync(fails: 1, redeliveries: 1);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => _tries.Count == 2);

        Assert.Single(_tries.Select(one => one.MessageId).Distinct());
    }

    [Fact]
    public async Task After_the_last_redelivery_it_is_dead_lettered_with_the_reason_of_its_failure()
    {
        await StartAsync(fails: int.MaxValue, redeliveries: 2);

        await UntilDeadLetteredAsync();

        Assert.Equal(("System.TimeoutException", "boom 2"), await DeadLetterAsync());
        Assert.Equal(3, _tries.Count);
    }

    [Fact]
    public async Task A_redelivery_is_logged_as_returned_and_not_as_a_failure()
    {
        await StartAsync(fails: 1, redeliveries: 1);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => _tries.Count == 2);

        Assert.Contains(_log.Lines, line => line.Text.Contains("of orders: returned in", StringComparison.Ordinal));
        Assert.DoesNotContain(_log.Lines, line => line.Text.Contains("failed 1 of", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_that_is_redelivered_often_is_not_suspected_of_crashes()
    {
        await StartAsync(fails: 9, redeliveries: 9);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => _tries.Count == 10);

        Assert.DoesNotContain(_log.Lines, line => line.Text.Contains("may crash the process", StringComparison.Ordinal));
    }

    [Fact]
    public async Task More_redeliveries_than_the_queue_allows_receives_go_on_in_a_copy_of_the_message()
    {
        await StartAsync(fails: int.MaxValue, redeliveries: 20);

        await UntilDeadLetteredAsync();

        Assert.Equal(Enumerable.Range(0, 21), _tries.Select(one => one.Redelivery));
        Assert.Equal(("System.TimeoutException", "boom 20"), await DeadLetterAsync());
    }

    [Fact]
    public async Task A_delay_that_SQS_does_not_allow_leaves_the_failure_to_the_transport()
    {
        Orders.Work = _ => throw new TimeoutException("boom 0");
        await StartConsumerAsync(e => e.UseDelayedRedelivery(policy => policy.Interval(1, TimeSpan.FromHours(13))), new WorkerSetup { Log = _log });
        await Bus.PutOrdersAsync(1);

        await UntilDeadLetteredAsync();

        Assert.Equal(("System.TimeoutException", "boom 0"), await DeadLetterAsync());
        Assert.Contains(_log.Lines, line => line.Text.Contains("A message can be redelivered within 12 hours, the limit of SQS: 13:00:00 is longer.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_consumer_can_ask_for_its_message_later()
    {
        Orders.Work = async context =>
        {
            Try(context);
            if (_tries.Count < 3)
                await context.Redeliver(Delay);
        };
        await StartConsumerAsync();
        await Bus.PutOrdersAsync(1);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(10), async () => await Bus.CountAsync() == (0, 0));

        Assert.Equal([0, 1, 2], _tries.Select(one => one.Redelivery));
        Assert.Equal((0, 0), await Bus.CountAsync("orders-dlq"));
    }

    [Fact]
    public async Task A_consumer_cannot_change_the_message_that_comes_back()
    {
        Exception? error = null;
        Orders.Work = async context => error = await Record.ExceptionAsync(() => context.Redeliver(Delay, (_, _) => { }));
        await StartConsumerAsync();
        await Bus.PutOrdersAsync(1);

        await Bus.UntilEmptyAsync();

        Assert.StartsWith("Redeliver cannot change the message", Assert.IsType<NotSupportedException>(error).Message, StringComparison.Ordinal);
    }

    private async Task StartAsync(int fails, bool isScheduled = false, int redeliveries = 0)
    {
        Orders.Work = context =>
        {
            Try(context);
            return _tries.Count <= fails ? throw new TimeoutException($"boom {_tries.Count - 1}") : Task.CompletedTask;
        };
        await StartConsumerAsync(
            e =>
            {
                if (isScheduled)
                    e.UseScheduledRedelivery(policy => policy.Interval(redeliveries, Delay));
                else
                    e.UseDelayedRedelivery(policy => policy.Interval(redeliveries, Delay));
            },
            new WorkerSetup { Log = _log });
        await Bus.PutOrdersAsync(1);
    }

    private void Try(ConsumeContext<OrderPlaced> context)
    {
        context.ReceiveContext.TryGetPayload<InFlightMessage>(out var message);
        _tries.Enqueue((context.GetRedeliveryCount(), message!.Message.MessageId, Time.GetUtcNow()));
    }

    private Task UntilDeadLetteredAsync() =>
        Time.AdvanceUntilAsync(TimeSpan.FromSeconds(10), async () => (await Bus.CountAsync("orders-dlq")).Visible == 1);

    private async Task<(string Type, string Message)> DeadLetterAsync()
    {
        var attributes = (await Bus.ReceiveOneAsync("orders-dlq")).MessageAttributes;
        return (attributes["ExceptionType"].StringValue, attributes["ExceptionMessage"].StringValue);
    }
}

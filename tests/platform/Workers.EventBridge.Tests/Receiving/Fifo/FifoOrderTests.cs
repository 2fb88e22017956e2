using System.Collections.Concurrent;
using MassTransit;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving.Fifo;

/// <summary>1,000 events of 50 groups, with failures, redeliveries and a restart in between.</summary>
public sealed class FifoOrderTests : FifoTest
{
    private const int Groups = 50;
    private const int EventsOfGroup = 20;

    protected override int? MaxFailures => 20;

    [Fact]
    public async Task Each_group_keeps_its_order_and_no_event_is_lost()
    {
        ConcurrentDictionary<string, int> attempts = new(StringComparer.Ordinal);
        Orders.Work = async context =>
        {
            await Task.Yield();
            var attempt = attempts.AddOrUpdate($"{context.Message.Note}-{context.Message.OrderId}", 1, (_, before) => before + 1);
            var number = int.Parse(context.Message.OrderId);
            if (number % 7 == 3 && attempt <= 2)
                throw new InvalidOperationException("fails twice");
            if (number % 7 == 5 && attempt == 1)
                await context.Redeliver(TimeSpan.FromSeconds(3));
            else
                MarkDone(context);
        };
        await Task.WhenAll(Enumerable.Range(0, Groups).Select(group => SendOrdersAsync($"g{group}", EventsOfGroup)));

        var first = await StartFifoAsync();
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(200), () => DoneCount >= 300);
        await first.StopAsync();
        await StartFifoAsync();
        await UntilEmptyAsync(TimeSpan.FromMilliseconds(200));

        foreach (var group in Enumerable.Range(0, Groups).Select(group => $"g{group}"))
            Assert.Equal(Enumerable.Range(0, EventsOfGroup).Select(number => $"{number}"), Done(group).Distinct());
        Assert.True(Orders.MostRunning > 1);
        Assert.Equal((0, 0), await Bus.CountAsync(DeadLetters));
    }

    [Fact]
    public async Task A_message_that_fails_at_once_is_not_overtaken_by_those_received_with_it()
    {
        const int Failures = 8;
        ConcurrentDictionary<string, int> attempts = new(StringComparer.Ordinal);
        Orders.Work = context =>
        {
            if (context.Message.OrderId == "0" && attempts.AddOrUpdate(context.Message.Note!, 1, (_, before) => before + 1) <= Failures)
                throw new InvalidOperationException("fails at once");
            MarkDone(context);
            return Task.CompletedTask;
        };
        await Task.WhenAll(Enumerable.Range(0, Groups).Select(group => SendOrdersAsync($"g{group}", 10)));

        await StartFifoAsync();
        await UntilEmptyAsync(TimeSpan.FromMilliseconds(200));

        foreach (var group in Enumerable.Range(0, Groups).Select(group => $"g{group}"))
            Assert.Equal(Enumerable.Range(0, 10).Select(number => $"{number}"), Done(group).Distinct());
    }
}

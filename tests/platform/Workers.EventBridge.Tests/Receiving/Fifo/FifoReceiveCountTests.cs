using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving.Fifo;

/// <summary>SQS counts each receive, also of messages that only waited behind another one of their group.</summary>
public sealed class FifoReceiveCountTests : FifoTest
{
    private static readonly string[] AfterFailures = ["2", "3", "4", "5", "6", "7", "8", "9"];

    protected override int? MaxFailures => 3;

    protected override int Headroom => 2;

    [Fact]
    public async Task Messages_behind_others_that_fail_are_not_dead_lettered_by_SQS()
    {
        Orders.Work = context =>
        {
            if (context.Message.OrderId is "0" or "1")
                throw new InvalidOperationException("always");
            MarkDone(context);
            return Task.CompletedTask;
        };
        await SendOrdersAsync("a", 10);
        await StartFifoAsync();

        await UntilEmptyAsync();

        Assert.Equal(AfterFailures, Done("a"));
        await Bus.UntilCountAsync(visible: 2, inFlight: 0, DeadLetters);
    }

    [Fact]
    public async Task A_message_is_attempted_as_often_as_it_may_fail_whatever_came_before_it()
    {
        Orders.Work = _ => throw new InvalidOperationException("always");
        await SendOrdersAsync("a", 4);
        await StartFifoAsync();

        await UntilEmptyAsync();

        Assert.Equal(
            [3, 3, 3, 3],
            Orders.Contexts.GroupBy(context => context.Message.OrderId).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Count()));
    }

    [Fact]
    public async Task An_outage_keeps_the_order_and_dead_letters_nothing()
    {
        var circuit = new ReceiveCircuit(Time);
        var isDown = true;
        Orders.Work = context =>
        {
            if (isDown)
            {
                circuit.Open(TimeSpan.FromSeconds(15), "down");
                throw new InvalidOperationException("down");
            }

            circuit.Close();
            MarkDone(context);
            return Task.CompletedTask;
        };
        await SendOrdersAsync("a", 10);
        await SendOrdersAsync("b", 10);
        await StartFifoAsync(e => e.Circuit = circuit);
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count >= 12);

        isDown = false;
        await UntilEmptyAsync();

        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"{number}"), Done("a"));
        Assert.Equal(Enumerable.Range(0, 10).Select(number => $"{number}"), Done("b"));
        Assert.Equal((0, 0), await Bus.CountAsync(DeadLetters));
    }
}

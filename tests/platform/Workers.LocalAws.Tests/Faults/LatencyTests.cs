using Workers.LocalAws.Faults;

namespace Workers.LocalAws.Tests.Faults;

public sealed class LatencyTests : LocalAwsTest
{
    [Fact]
    public async Task A_call_waits_before_it_is_processed()
    {
        var url = await CreateQueueAsync();
        Server.Faults = new FaultSettings { LatencyMs = 500, Operations = ["sqs:SendMessage"] };
        var send = SendAsync(url);
        await Eventually.UntilAsync(() => Server.DelayedCalls == 1);

        Time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(("0", "0", "0"), await CountsAsync(url));

        Time.Advance(TimeSpan.FromMilliseconds(1));
        await send;
        Assert.Single(await ReceiveAsync(url));
    }

    [Fact]
    public async Task Jitter_adds_to_the_latency()
    {
        Server.Faults = new FaultSettings { LatencyMs = 100, LatencyJitterMs = 400, Seed = 1 };
        var call = Http.SendAsync("AmazonSQS.ListQueues", "{}");
        await Eventually.UntilAsync(() => Server.DelayedCalls == 1);

        Time.Advance(TimeSpan.FromMilliseconds(100));
        Assert.Equal(1, Server.DelayedCalls);

        Time.Advance(TimeSpan.FromMilliseconds(400));
        await call;
    }

    [Fact]
    public async Task A_client_that_hangs_up_while_it_waits_has_no_effect()
    {
        var url = await CreateQueueAsync();
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        Server.Faults = new FaultSettings { LatencyMs = 500, Operations = ["sqs:SendMessage"] };
        var send = Sqs.SendMessageAsync(url, "hello", hangUp.Token);
        await Eventually.UntilAsync(() => Server.DelayedCalls == 1);

        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => send);
        await Eventually.UntilAsync(() => Server.DelayedCalls == 0);

        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task A_change_of_the_settings_is_for_later_calls()
    {
        Server.Faults = new FaultSettings { LatencyMs = 500 };
        var late = Http.SendAsync("AmazonSQS.ListQueues", "{}");
        await Eventually.UntilAsync(() => Server.DelayedCalls == 1);

        Server.Faults = FaultSettings.None;

        await Http.SendAsync("AmazonSQS.ListQueues", "{}");
        Assert.False(late.IsCompleted);
        Time.Advance(TimeSpan.FromMilliseconds(500));
        await late;
    }
}

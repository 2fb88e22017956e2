using MassTransit;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>A queue that is not there, or goes away.</summary>
public sealed class QueueTests : TransportTest
{
    private static readonly WorkerSetup NotWaiting = new() { WaitUntilStarted = false };

    [Fact]
    public async Task A_missing_queue_is_an_error_that_names_it()
    {
        var worker = await StartWithoutQueueAsync();

        await Eventually.UntilAsync(() => worker.Bus.CheckHealth().Exception is not null);

        Assert.Contains(
            "Queue 'orders' was not found at http://127.0.0.1:", worker.Bus.CheckHealth().Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_missing_queue_is_a_warning_once_a_minute()
    {
        var log = new MemoryLog();
        int Warnings() => log.Lines.Count(line => line.Level == LogLevel.Warning && line.Text.Contains("Queue 'orders' was not found", StringComparison.Ordinal));
        await Bus.Sqs.DeleteQueueAsync(await Bus.UrlAsync(LocalBus.Queue), Cancelled);
        await StartConsumerAsync(setup: NotWaiting with { Log = log });

        var before = Bus.Calls("sqs:GetQueueUrl");
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(250), () => Bus.Calls("sqs:GetQueueUrl") >= before + 4);
        var soon = Warnings();
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(30), () => Warnings() >= 2);

        Assert.Equal(1, soon);
    }

    [Fact]
    public async Task A_worker_without_its_queue_is_not_healthy()
    {
        var worker = await StartWithoutQueueAsync();

        await Eventually.UntilAsync(() => worker.Bus.CheckHealth().Exception is not null);

        Assert.NotEqual(BusHealthStatus.Healthy, worker.Health);
    }

    [Fact]
    public async Task A_worker_becomes_healthy_by_itself_once_its_queue_is_there()
    {
        var worker = await StartWithoutQueueAsync();
        await Eventually.UntilAsync(() => worker.Bus.CheckHealth().Exception is not null);

        await Bus.CreateQueueAsync();

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => worker.Health == BusHealthStatus.Healthy);
    }

    [Fact]
    public async Task A_missing_dead_letter_queue_is_an_error_that_names_it()
    {
        await Bus.Sqs.DeleteQueueAsync(await Bus.UrlAsync("orders-dlq"), Cancelled);
        var worker = await StartConsumerAsync(setup: NotWaiting);

        await Eventually.UntilAsync(() => worker.Bus.CheckHealth().Exception is not null);

        Assert.Contains("Queue 'orders-dlq' was not found", worker.Bus.CheckHealth().Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_receives_again_when_its_queue_was_away()
    {
        var worker = await StartConsumerAsync();
        await Bus.Sqs.DeleteQueueAsync(await Bus.UrlAsync(LocalBus.Queue), Cancelled);
        await Eventually.UntilAsync(() => worker.Health != BusHealthStatus.Healthy);

        await Bus.Sqs.CreateQueueAsync(LocalBus.Queue, Cancelled);
        await Bus.PutOrdersAsync(1);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 1 && worker.Health == BusHealthStatus.Healthy);
    }

    [Fact]
    public async Task A_queue_without_a_dead_letter_queue_is_warned_of()
    {
        var setup = new WorkerSetup();
        await SetRedriveAsync("");

        await StartConsumerAsync(setup: setup);

        Assert.Contains(
            setup.Log.Lines,
            line => line.Level == LogLevel.Warning && line.Text.StartsWith("Queue orders has no dead-letter queue", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redrive_policy_that_leaves_no_room_is_warned_of()
    {
        var setup = new WorkerSetup();
        await SetRedriveAsync($$"""{"deadLetterTargetArn":"{{await DeadLetterArnAsync()}}","maxReceiveCount":3}""");

        await StartConsumerAsync(setup: setup);

        Assert.Contains(
            setup.Log.Lines,
            line => line.Level == LogLevel.Warning && line.Text.Contains("dead-letters after 3 receives", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_redrive_policy_that_comes_later_is_used()
    {
        var arn = await DeadLetterArnAsync();
        await SetRedriveAsync("");
        await StartConsumerAsync();
        await SetRedriveAsync($$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":13}""");
        var lookups = Bus.Calls("sqs:GetQueueUrl");

        // How much of this clock passes until the calls arrive depends on the machine, so it is no figure of the transport.
        await Time.AdvanceUntilAsync(TimeSpan.FromMinutes(1), () => Bus.Calls("sqs:GetQueueUrl") >= lookups + 2);

        await Bus.SendAsync("not JSON");

        await Bus.UntilCountAsync(visible: 1, inFlight: 0, "orders-dlq");
    }

    [Fact]
    public async Task A_worker_without_its_queue_can_be_stopped()
    {
        var worker = await StartWithoutQueueAsync();

        await worker.StopAsync();
    }

    private async Task SetRedriveAsync(string policy) => await Bus.Sqs.SetQueueAttributesAsync(
        await Bus.UrlAsync(LocalBus.Queue), new() { ["RedrivePolicy"] = policy }, Cancelled);

    private async Task<string> DeadLetterArnAsync() =>
        (await Bus.Sqs.GetQueueAttributesAsync(await Bus.UrlAsync("orders-dlq"), ["QueueArn"], Cancelled)).QueueARN;

    private async Task<WorkerHost> StartWithoutQueueAsync()
    {
        await Bus.Sqs.DeleteQueueAsync(await Bus.UrlAsync(LocalBus.Queue), Cancelled);
        return await StartConsumerAsync(setup: NotWaiting);
    }
}

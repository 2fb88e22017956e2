using MassTransit;
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
    public async Task A_worker_without_its_queue_can_be_stopped()
    {
        var worker = await StartWithoutQueueAsync();

        await worker.StopAsync();
    }

    private async Task<WorkerHost> StartWithoutQueueAsync()
    {
        await Bus.Sqs.DeleteQueueAsync(await Bus.UrlAsync(LocalBus.Queue), Cancelled);
        return await StartConsumerAsync(setup: NotWaiting);
    }
}

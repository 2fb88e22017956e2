using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

public sealed class StopTests : TransportTest
{
    [Fact]
    public async Task What_was_published_before_the_stop_still_leaves()
    {
        var faults = new HttpFaults();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        faults.Hold("PutEvents", gate.Task);
        var worker = await StartAsync(new WorkerSetup { Host = host => host.EventBridge.HttpClientFactory = faults });
        var published = Enumerable.Range(0, 50).Select(
            number => worker.Publisher.PublishAsync(Events.Order($"{number}"), Cancelled)).ToList();

        var stopped = worker.StopAsync();
        gate.SetResult();
        await stopped;

        await Task.WhenAll(published).InTimeAsync();
    }

    [Fact]
    public async Task After_the_stop_publishing_says_so()
    {
        var worker = await StartPublisherAsync();
        await worker.Publisher.PublishAsync(Events.Order("o1"), Cancelled);
        await worker.StopAsync();

        var error = await Assert.ThrowsAsync<ObjectDisposedException>(() => worker.Publisher.PublishAsync(Events.Order("o2"), Cancelled));

        Assert.Contains("The bus is stopped", error.Message, StringComparison.Ordinal);
    }
}

using MassTransit;
using Serilog.Events;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Store;

public sealed class InMemoryOutboxTests
{
    [Fact]
    public async Task A_consumer_with_one_is_refused_before_it_runs_and_its_event_is_kept()
    {
        await using var worker = await WorkerHarness.CreateAsync();
#pragma warning disable CS0618 // Without the registration context, which a worker's configuration does not have.
        worker.AddConsumers = builder => builder.AddConsumer<GiveAnswer>(configure: consumer => consumer.UseInMemoryOutbox());
#pragma warning restore CS0618
        await worker.RunAsync(LogEventLevel.Warning);

        await worker.DeliverAsync(WorkerHarness.Event("asked"));
        await Eventually.TrueAsync(() => Task.FromResult(
            worker.Log.Events.Any(line => line.RenderMessage().Contains("UseInMemoryOutbox", StringComparison.Ordinal))));

        Assert.Empty(await worker.AnswersAsync());
        Assert.Equal(1, await worker.DepthAsync());
    }
}

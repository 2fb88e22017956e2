using Crashing.Worker;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>A worker that configures the endpoint of its queue.</summary>
public sealed class EndpointConfigurationTests
{
    [Fact]
    public async Task A_worker_reads_bodies_without_an_envelope_if_it_says_so()
    {
        await using var worker = await WorkerHarness.CreateAsync();
        worker.AddConsumers = builder =>
        {
            builder.ConfigureEndpoint(endpoint => endpoint.RawMessages<Asked>());
            builder.AddConsumer<GiveAnswer>();
        };
        await worker.RunAsync();

        await worker.DeliverAsync("""{ "subject": "bare" }""");

        await Eventually.UntilAsync(async () => (await worker.AnswersAsync()).ContainsKey("bare"));
    }
}

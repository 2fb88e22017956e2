using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Envelope;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Hosting;

public sealed class TheOutbox
{
    private static readonly Guid Correlation = Guid.NewGuid();

    [Fact]
    public async Task Publishes_what_was_saved()
    {
        await using var worker = await WorkerHarness.StartAsync();

        await SayAsync(worker, save: true);
        var published = await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);

        var envelope = EnvelopeReader.Read(System.Text.Encoding.UTF8.GetBytes(published[0].Body));
        Assert.Equal(("Answered", $"{Correlation}"), (envelope.DetailType, envelope.Metadata!.CorrelationId));
    }

    [Fact]
    public async Task Forgets_what_was_not_saved()
    {
        await using var worker = await WorkerHarness.StartAsync();

        await SayAsync(worker, save: false);
        await SayAsync(worker, save: true);
        var published = await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);

        Assert.Single(published);
    }

    [Fact]
    public async Task Keeps_an_event_while_the_bus_is_not_there()
    {
        await using var worker = await WorkerHarness.StartAsync(provision: false);

        await SayAsync(worker, save: true);
        var kept = await UnsentAsync(worker);
        await worker.ProvisionAsync();

        Assert.Equal(1, kept);
        await Eventually.TrueAsync(async () => await UnsentAsync(worker) == 0);
    }

    [Fact]
    public async Task Is_empty_when_all_is_published()
    {
        await using var worker = await WorkerHarness.StartAsync();

        await SayAsync(worker, save: true);
        await Eventually.GetAsync(() => worker.TakeAsync("tap"), messages => messages.Count > 0);

        await Eventually.TrueAsync(async () => await UnsentAsync(worker) == 0);
    }

    private static async Task<int> UnsentAsync(WorkerHarness worker) =>
        (await worker.Http.GetFromJsonAsync<JsonObject>("/outbox", TestContext.Current.CancellationToken))!["unsent"]!.GetValue<int>();

    private static async Task SayAsync(WorkerHarness worker, bool save)
    {
        await using var scope = worker.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IEventOutbox>().AddAsync(
            new Answered("hello"), Correlation, TestContext.Current.CancellationToken);
        if (save)
            await scope.ServiceProvider.GetRequiredService<AnswerDbContext>().SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}

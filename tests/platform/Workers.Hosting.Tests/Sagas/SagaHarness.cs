using System.Text.Json;
using Amazon.SQS.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Workers.EventBridge.Topology;
using Workers.LocalAws.Testing;

namespace Workers.Hosting.Tests.Sagas;

/// <summary>A worker with sagas, its own LocalAws, and its own database.</summary>
public sealed class SagaHarness : IAsyncDisposable
{
    private const string Queue = "fulfilment";

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("saga-");

    private readonly Func<SagaHarness, Task<WebApplication>> _run;

    private SagaHarness(LocalAwsFixture aws, Func<SagaHarness, Task<WebApplication>> run) => (Aws, _run) = (aws, run);

    public LocalAwsFixture Aws { get; }

    public WebApplication Worker { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string File => Path.Combine(_folder.FullName, "subscription.json");

    public static async Task<SagaHarness> StartAsync(DatabaseKind database, Action<WorkerBuilder> configure)
    {
        string[] store = database == DatabaseKind.Postgres ? ["--ConnectionStrings:Store", PostgresServer.Get().CreateDatabase()] : [];
        var harness = new SagaHarness(await LocalAwsFixture.StartAsync(cancellationToken: Token), harness => harness.Aws.StartWorkerAsync(
            configure,
            harness.File,
            [.. store, "--DataDirectory", harness._folder.FullName, "--LogLevel", "Fatal", "--Resilience:Delay", "00:00:00.001"],
            cancellationToken: Token));
        try
        {
            await System.IO.File.WriteAllTextAsync(
                harness.File,
                $$"""{ "queue": "{{Queue}}", "pattern": { "source": [{ "prefix": "shop." }], "detail-type": [{ "anything-but": ["StockReleaseRequested", "OrderCancelled"] }] }, "publishes": ["shop.fulfilment"], "maxFailures": 3 }""",
                Token);
            harness.Worker = await harness._run(harness);
            return harness;
        }
        catch
        {
            await harness.DisposeAsync();
            throw;
        }
    }

    /// <summary>Stops the worker, and starts another one on its database.</summary>
    public async Task RestartAsync()
    {
        await Worker.StopAsync(Token);
        Worker = await _run(this);
    }

    /// <summary>Puts events into the worker's queue, as a rule does; the same id is a copy of the same event.</summary>
    public async Task DeliverAsync(params IEnumerable<(object Event, Guid Id)> events)
    {
        var url = (await Aws.Sqs.GetQueueUrlAsync(Queue, Token)).QueueUrl;
        foreach (var batch in events.Chunk(10))
            await Aws.Sqs.SendMessageBatchAsync(
                url, [.. batch.Select((one, index) => new SendMessageBatchRequestEntry($"{index}", Envelope(one.Event, one.Id)))], Token);
    }

    /// <summary>Puts a message into the worker's queue that was scheduled, and sent when it was due.</summary>
    public async Task DeliverAsync(object scheduled, Guid schedulingToken) => await Aws.Sqs.SendMessageAsync(
        (await Aws.Sqs.GetQueueUrlAsync(Queue, Token)).QueueUrl,
        Envelope(scheduled, Guid.NewGuid(), $$""", "schedulingToken": "{{schedulingToken}}" """),
        Token);

    public Task DeliverAsync(params IEnumerable<object> events) => DeliverAsync(events.Select(one => (one, Guid.NewGuid())));

    /// <summary>The reasons of the dead letters.</summary>
    public async Task<IReadOnlyList<string>> DeadLettersAsync() =>
        [.. (await Aws.DeadLettersAsync(Queue, Token)).Select(letter => letter.Attributes.GetValueOrDefault("ExceptionMessage", ""))];

    /// <summary>The orders whose stock was released, once for each different event about it.</summary>
    public async Task<List<Guid>> ReleasedAsync() => [.. (await Aws.PublishedAsync(Token))
        .Where(one => one.DetailType == "StockReleaseRequested")
        .DistinctBy(one => one.Detail.GetProperty("metadata").GetProperty("eventId").GetString())
        .Select(one => one.Data<StockReleaseRequested>().OrderId)];

    public async Task<List<T>> StatesAsync<TContext, T>(Func<TContext, IQueryable<T>> query)
        where TContext : DbContext
    {
        await using var scope = Worker.Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<TContext>()).ToListAsync(Token);
    }

    public async ValueTask DisposeAsync()
    {
        await Aws.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static string Envelope(object contract, Guid id, string metadata = "")
    {
        var name = new EventTypeMap().EventsOf(contract.GetType()).Single().Name;
        var data = JsonSerializer.Serialize(contract, contract.GetType(), JsonSerializerOptions.Web);
        return $$"""
            { "version": "0", "id": "{{Guid.NewGuid()}}", "source": "{{name.Source}}", "detail-type": "{{name.DetailType}}", "account": "1", "time": "2026-01-01T00:00:00Z", "region": "r", "resources": [],
              "detail": { "metadata": { "eventId": "{{id}}"{{metadata}} }, "data": {{data}} } }
            """;
    }
}

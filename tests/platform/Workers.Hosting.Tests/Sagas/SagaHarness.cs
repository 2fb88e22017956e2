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

    private SagaHarness(LocalAwsFixture aws) => Aws = aws;

    public LocalAwsFixture Aws { get; }

    public WebApplication Worker { get; private set; } = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<SagaHarness> StartAsync(DatabaseKind database, Action<WorkerBuilder> configure)
    {
        var harness = new SagaHarness(await LocalAwsFixture.StartAsync(cancellationToken: Token));
        try
        {
            var file = Path.Combine(harness._folder.FullName, "subscription.json");
            await File.WriteAllTextAsync(
                file,
                $$"""{ "queue": "{{Queue}}", "pattern": { "source": [{ "prefix": "shop." }], "detail-type": [{ "anything-but": "StockReleaseRequested" }] }, "publishes": ["shop.fulfilment"], "maxFailures": 3 }""",
                Token);
            string[] store = database == DatabaseKind.Postgres ? ["--ConnectionStrings:Store", PostgresServer.Get().CreateDatabase()] : [];
            harness.Worker = await harness.Aws.StartWorkerAsync(
                configure, file, [.. store, "--LogLevel", "Fatal", "--Resilience:Delay", "00:00:00.001"], cancellationToken: Token);
            return harness;
        }
        catch
        {
            await harness.DisposeAsync();
            throw;
        }
    }

    /// <summary>Puts events into the worker's queue, as a rule does; the same id is a copy of the same event.</summary>
    public async Task DeliverAsync(params IEnumerable<(object Event, Guid Id)> events)
    {
        var url = (await Aws.Sqs.GetQueueUrlAsync(Queue, Token)).QueueUrl;
        foreach (var batch in events.Chunk(10))
            await Aws.Sqs.SendMessageBatchAsync(
                url, [.. batch.Select((one, index) => new SendMessageBatchRequestEntry($"{index}", Envelope(one.Event, one.Id)))], Token);
    }

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

    private static string Envelope(object contract, Guid id)
    {
        var name = new EventTypeMap().EventsOf(contract.GetType()).Single().Name;
        var data = JsonSerializer.Serialize(contract, contract.GetType(), JsonSerializerOptions.Web);
        return $$"""
            { "version": "0", "id": "{{Guid.NewGuid()}}", "source": "{{name.Source}}", "detail-type": "{{name.DetailType}}", "account": "1", "time": "2026-01-01T00:00:00Z", "region": "r", "resources": [],
              "detail": { "metadata": { "eventId": "{{id}}" }, "data": {{data}} } }
            """;
    }
}

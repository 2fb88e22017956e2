using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.Hosting.Provisioning;
using Workers.Hosting.Subscriptions;
using Workers.LocalAws;

namespace Workers.Hosting.Tests.Hosting;

public sealed class AddWorkerTests : IAsyncLifetime
{
    private const string Subscription = """{ "queue": "answers", "pattern": { "source": ["tests"], "detail-type": ["Asked"] }, "publishes": ["tests"] }""";

    private readonly string _folder = Directory.CreateTempSubdirectory("joined-").FullName;
    private LocalAwsServer _aws = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private string SubscriptionPath => Path.Combine(_folder, SubscriptionFile.Name);

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAwsServer.StartAsync();
        await File.WriteAllTextAsync(SubscriptionPath, Subscription, Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _aws.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_worker_in_a_plain_host_reacts_to_an_event_and_publishes_its_own()
    {
        using var provisioner = new Provisioner(_aws.Endpoint);
        await provisioner.ProvisionAsync("store", [SubscriptionFile.Read(SubscriptionPath)], Token);
        var captured = await provisioner.AddCaptureQueueAsync("store", "tap", Token);
        var builder = Builder("Development");
        builder.AddWorker(Configure);
        using var host = builder.Build();
        await host.StartAsync(Token);

        var queue = await provisioner.Sqs.GetQueueUrlAsync("answers", Token);
        await provisioner.Sqs.SendMessageAsync(queue.QueueUrl, WorkerHarness.Event("joined"), Token);

        var answered = await Eventually.GetAsync(
            async () => (await provisioner.Sqs.ReceiveMessageAsync(captured, Token)).Messages?.FirstOrDefault(), message => message is not null);
        Assert.Contains("\"Answered\"", answered!.Body, StringComparison.Ordinal);
        await using (var scope = host.Services.CreateAsyncScope())
            Assert.Equal("joined", (await scope.ServiceProvider.GetRequiredService<AnswerDbContext>().Answers.SingleAsync(Token)).Subject);
        await host.StopAsync(Token);
    }

    [Fact]
    public async Task Outside_development_its_store_is_migrated_on_request()
    {
        var builder = Builder("Production");
        builder.AddWorker(Configure);
        using var host = builder.Build();

        var error = await Assert.ThrowsAsync<SettingsException>(() => host.StartAsync(Token));
        var applied = await host.Services.MigrateStoreAsync(Token);

        Assert.Contains("1001_Answers", error.Message, StringComparison.Ordinal);
        Assert.Contains("1001_Answers", applied);
        Assert.Empty(await host.Services.MigrateStoreAsync(Token));
    }

    [Fact]
    public void Its_endpoints_are_refused_where_there_is_no_server_for_them()
    {
        var error = Assert.Throws<SettingsException>(() => Builder("Development").AddWorker(worker => worker.Map(_ => { })));

        Assert.Contains("map endpoints in your own application", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_without_a_store_has_nothing_to_migrate()
    {
        var builder = Builder("Development");
        builder.AddWorker(_ => { });
        using var host = builder.Build();

        await Assert.ThrowsAsync<SettingsException>(() => host.Services.MigrateStoreAsync(Token));
    }

    private static void Configure(WorkerBuilder worker)
    {
        worker.Services.AddSingleton(new ConsumerBehavior());
        worker.AddStore<AnswerDbContext>(store => store.UseSqlite());
        worker.AddConsumer<GiveAnswer>();
    }

    private HostApplicationBuilder Builder(string environment) => Host.CreateApplicationBuilder(
    [
        "--environment", environment,
        "--AWS_ENDPOINT_URL", _aws.Endpoint.ToString(),
        "--DataDirectory", _folder,
        "--SubscriptionFile", SubscriptionPath,
        "--Logging:LogLevel:Default", "None",
    ]);
}

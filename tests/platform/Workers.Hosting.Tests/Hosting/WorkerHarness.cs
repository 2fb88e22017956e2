using Crashing.Worker;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Postgres.Testing;
using Serilog;
using Serilog.Events;
using Workers.Hosting.Diagnostics;
using Workers.Hosting.Store;
using Workers.Hosting.Subscriptions;
using Workers.Hosting.Provisioning;
using Workers.LocalAws;
using Workers.LocalAws.Faults;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>A whole worker in this process, with its own LocalAws and its own database.</summary>
public sealed class WorkerHarness : IAsyncDisposable
{
    private const string Subscription = """{ "queue": "answers", "pattern": { "source": ["tests"], "detail-type": ["Asked"] }, "publishes": ["tests"], "sends": ["tap"], "maxFailures": 2 }""";

    private readonly string _folder = Directory.CreateTempSubdirectory("worker-").FullName;
    private readonly LocalAwsServer _aws;
    private WebApplication? _app;

    private WorkerHarness(LocalAwsServer aws, string? connectionString)
    {
        _aws = aws;
        Provisioner = new Provisioner(aws.Endpoint);
        ConnectionString = connectionString ?? $"Data Source={Path.Combine(_folder, "answers.db")}";
    }

    public string ConnectionString { get; }

    public ConsumerBehavior Behavior { get; } = new();

    /// <summary>What comes between the worker and its database.</summary>
    public List<IInterceptor> Interceptors { get; } = [];

    /// <summary>Adds the worker's consumers; <see cref="GiveAnswer"/> by default.</summary>
    public Action<WorkerBuilder> AddConsumers { get; set; } = worker => worker.AddConsumer<GiveAnswer>();

    /// <summary>What <c>/effects</c> tells.</summary>
    public Func<AnswerDbContext, IQueryable<Effect>> Effects { get; set; } =
        db => db.Answers.Select(answer => new Effect(answer.Subject, "answered"));

    /// <summary>Whether the worker has a database, and with it an inbox; it has by default.</summary>
    public bool HasStore { get; set; } = true;

    /// <summary>What else a test replaces; nothing by default.</summary>
    public Action<IServiceCollection> Replace { get; set; } = _ => { };

    /// <summary>What the worker logs.</summary>
    public InMemorySink Log { get; } = new();

    public Provisioner Provisioner { get; }

    /// <summary>What goes wrong with calls of AWS.</summary>
    public FaultSettings Faults
    {
        set => _aws.Faults = value;
    }

    /// <summary>A caller that tells no trace of its own, also where another test has the calls of this process traced.</summary>
    public HttpClient Http { get; } = new(new SocketsHttpHandler { ActivityHeadersPropagator = null });

    public IServiceProvider Services => _app!.Services;

    /// <summary>Where it listens: first where the service's own endpoints answer, then, if that is another address, where the operators' do.</summary>
    public IReadOnlyList<string> Addresses => [.. _app!.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    public static async Task<WorkerHarness> CreateAsync(bool provision = true, DatabaseKind database = DatabaseKind.Sqlite)
    {
        return await CreateAsync(database == DatabaseKind.Postgres ? PostgresServer.Get().CreateDatabase() : null, provision);
    }

    /// <summary>On the database of the connection string; null makes a SQLite file.</summary>
    public static async Task<WorkerHarness> CreateAsync(string? connectionString, bool provision = true)
    {
        var harness = new WorkerHarness(await LocalAwsServer.StartAsync(), connectionString);
        await File.WriteAllTextAsync(harness.SubscriptionPath, Subscription);
        if (provision)
            await harness.ProvisionAsync();
        return harness;
    }

    public static async Task<WorkerHarness> StartAsync(bool provision = true, DatabaseKind database = DatabaseKind.Sqlite)
    {
        var harness = await CreateAsync(provision, database);
        await harness.RunAsync();
        return harness;
    }

    public async Task ProvisionAsync()
    {
        await Provisioner.ProvisionAsync("store", [SubscriptionFile.Read(SubscriptionPath)], TestContext.Current.CancellationToken);
        await Provisioner.AddCaptureQueueAsync("store", "tap", TestContext.Current.CancellationToken);
    }

    public async Task RunAsync(LogEventLevel logLevel = LogEventLevel.Fatal, params string[] settings)
    {
        string[] args =
        [
            "--environment", "Development",
            "--urls", "http://127.0.0.1:0",
            "--ConnectionStrings:Store", ConnectionString,
            "--AWS_ENDPOINT_URL", _aws.Endpoint.ToString(),
            "--DataDirectory", _folder,
            "--SubscriptionFile", SubscriptionPath,
            "--LogLevel", $"{logLevel}",
            "--Resilience:Delay", "00:00:00.001",
            .. settings,
        ];
        if (_app is not null)
            await _app.DisposeAsync();
        _app = WorkerApplication.Create(args, worker =>
        {
            worker.Services.AddSingleton(Behavior);
            AddConsumers(worker);
            if (!HasStore)
                return;
            worker.Services.ConfigureDbContext<AnswerDbContext>(options => options.AddInterceptors(Interceptors));
            worker.AddStore<AnswerDbContext>(store => store.UseSqlite().UsePostgreSql());
            worker.MapEffects(Effects);
        }, services =>
        {
            services.AddSerilog(
                (provider, logger) =>
                {
                    logger.Configure("tests", provider.GetRequiredService<IConfiguration>(), provider.GetRequiredService<LogLevels>());
                    logger.WriteTo.Sink(Log);
                },
                preserveStaticLogger: true);
            Replace(services);
        });
        await _app.StartAsync(TestContext.Current.CancellationToken);
        Http.BaseAddress = new Uri(Addresses[0]);
    }

    /// <summary>Does what a SIGTERM sets off.</summary>
    /// <returns>Ends when the worker has stopped.</returns>
    public Task TerminateAsync()
    {
        var stopped = _app!.WaitForShutdownAsync();
        _app!.Lifetime.StopApplication();
        return stopped;
    }

    /// <summary>Puts a message into the worker's queue, as a rule would.</summary>
    public async Task DeliverAsync(string body, string queue = "answers")
    {
        var url = await Provisioner.Sqs.GetQueueUrlAsync(queue, TestContext.Current.CancellationToken);
        await Provisioner.Sqs.SendMessageAsync(url.QueueUrl, body, TestContext.Current.CancellationToken);
    }

    /// <summary>An event.</summary>
    /// <param name="subject">What it is about.</param>
    /// <param name="eventId">Its identity; a new one by default.</param>
    /// <param name="metadata">Further members of its metadata, with a comma before each.</param>
    public static string Event(string subject, Guid? eventId = null, string metadata = "") =>
        $$"""
        { "version": "0", "id": "{{Guid.NewGuid()}}", "source": "tests", "detail-type": "Asked", "account": "1", "time": "2026-01-01T00:00:00Z", "region": "r", "resources": [],
          "detail": { "metadata": { "eventId": "{{eventId ?? Guid.NewGuid()}}" {{metadata}} }, "data": { "subject": "{{subject}}" } } }
        """;

    /// <summary>How often each subject was answered.</summary>
    public async Task<Dictionary<string, int>> AnswersAsync()
    {
        var effects = await Http.GetFromJsonAsync<JsonArray>("/effects", TestContext.Current.CancellationToken);
        return effects!
            .GroupBy(effect => effect!["subject"]!.GetValue<string>(), effect => effect!["times"]!.GetValue<int>())
            .ToDictionary(times => times.Key, times => times.Sum());
    }

    /// <summary>Takes what has come into a queue.</summary>
    public async Task<List<Message>> TakeAsync(string queue)
    {
        var url = await Provisioner.Sqs.GetQueueUrlAsync(queue, TestContext.Current.CancellationToken);
        var received = await Provisioner.Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest(url.QueueUrl) { MaxNumberOfMessages = 10, MessageAttributeNames = ["All"] }, TestContext.Current.CancellationToken);
        return received.Messages ?? [];
    }

    /// <summary>Messages in the worker's queue, waiting or in flight.</summary>
    public async Task<int> DepthAsync()
    {
        var (visible, inFlight) = await CountAsync();
        return visible + inFlight;
    }

    /// <summary>Messages in the worker's queue.</summary>
    public async Task<(int Visible, int InFlight)> CountAsync()
    {
        var url = await Provisioner.Sqs.GetQueueUrlAsync("answers", TestContext.Current.CancellationToken);
        var depth = await Provisioner.Sqs.GetQueueAttributesAsync(
            url.QueueUrl, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], TestContext.Current.CancellationToken);
        return (depth.ApproximateNumberOfMessages, depth.ApproximateNumberOfMessagesNotVisible);
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.StopAsync();
            await _app.DisposeAsync();
        }

        Http.Dispose();
        Provisioner.Dispose();
        await _aws.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>The worker's <c>subscription.json</c>, which a test may write anew before it runs the worker.</summary>
    public string SubscriptionPath => Path.Combine(_folder, SubscriptionFile.Name);
}

using System.Net;
using Amazon.SQS.Model;
using Crashing.Worker;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Workers.Hosting.Subscriptions;
using Workers.Hosting.Provisioning;
using Workers.LocalAws;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>A worker that charges, without a database, on a clock that only the test moves.</summary>
public sealed class ChargingWorker : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("outage-").FullName;
    private LocalAwsServer _aws = null!;
    private Provisioner _provisioner = null!;
    private Func<WebApplication> _create = null!;
    private WebApplication _app = null!;

    private ChargingWorker()
    {
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    public Charges Charges { get; } = new();

    public bool IsHealthy => _app.Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static async Task<ChargingWorker> CreateAsync(Action<WorkerBuilder>? configure = null, params string[] settings)
    {
        var worker = new ChargingWorker();
        worker._aws = await LocalAwsServer.StartAsync(new LocalAwsOptions { TimeProvider = worker.Time }, Token);
        worker._provisioner = new Provisioner(worker._aws.Endpoint);
        var subscription = Path.Combine(worker._folder, SubscriptionFile.Name);
        await File.WriteAllTextAsync(
            subscription,
            """{ "queue": "charges", "pattern": { "source": ["tests"], "detail-type": ["Asked"] }, "publishes": ["tests"], "visibilityTimeoutSeconds": 43200 }""",
            Token);
        await worker._provisioner.ProvisionAsync("store", [SubscriptionFile.Read(subscription)], Token);
        worker._create = () => WorkerApplication.Create(
            [
                "--environment", "Development",
                "--urls", "http://127.0.0.1:0",
                "--AWS_ENDPOINT_URL", worker._aws.Endpoint.ToString(),
                "--SubscriptionFile", subscription,
                "--LogLevel", "Fatal",
                "--Resilience:Timeout", "01:00:00",
                .. settings,
            ],
            builder =>
            {
                builder.Services.AddSingleton(worker.Charges);
                builder.AddConsumer<Charge>();
                configure?.Invoke(builder);
            },
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(worker.Time)));
        worker._app = worker._create();
        return worker;
    }

    public Task StartAsync() => _app.StartAsync(Token);

    /// <summary>Stops, and starts again, as a deployment does.</summary>
    public async Task DeployAsync()
    {
        await _app.StopAsync(Token);
        await _app.DisposeAsync();
        _app = _create();
        await StartAsync();
    }

    /// <summary>What the worker says of its health.</summary>
    public async Task<(HttpStatusCode Status, string Body)> ReadinessAsync()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        using var answer = await http.GetAsync("/health/ready", Token);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Token));
    }

    public Task UntilCircuitOpenAsync() => AdvanceUntilAsync(
        TimeSpan.FromMilliseconds(20), () => Task.FromResult(Charges.Failed >= 4 && !IsHealthy));

    /// <summary>Lets time pass, with a call between the steps: the clock must not run far ahead of the wires.</summary>
    public Task AdvanceUntilAsync(TimeSpan step, Func<Task<bool>> condition) => Time.AdvanceUntilAsync(step, async () =>
    {
        await DepthAsync();
        return await condition();
    });

    /// <summary>Puts orders into the queue.</summary>
    public Task FillAsync(int orders) => FillAsync(Enumerable.Range(0, orders).Select(number => $"order {number}"));

    public async Task FillAsync(IEnumerable<string> orders)
    {
        foreach (var batch in orders.Chunk(10))
        {
            await _provisioner.Sqs.SendMessageBatchAsync(
                await UrlAsync("charges"),
                [.. batch.Select((order, index) => new SendMessageBatchRequestEntry($"{index}", WorkerHarness.Event(order)))],
                Token);
        }
    }

    public async Task<int> DepthAsync(string queue = "charges")
    {
        var depth = await _provisioner.Sqs.GetQueueAttributesAsync(
            await UrlAsync(queue), ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], Token);
        return depth.ApproximateNumberOfMessages + depth.ApproximateNumberOfMessagesNotVisible;
    }

    public Task<int> DeadLettersAsync() => DepthAsync("charges-dlq");

    public async Task<Message> DeadLetterAsync() => Assert.Single((await _provisioner.Sqs.ReceiveMessageAsync(
        new ReceiveMessageRequest(await UrlAsync("charges-dlq")) { MessageAttributeNames = ["All"] }, Token)).Messages);

    /// <summary>Receives an order and deletes it, as another worker of the same kind would.</summary>
    /// <returns>Whether there was one.</returns>
    public async Task<bool> TakeAsync()
    {
        var url = await UrlAsync("charges");
        var received = await _provisioner.Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url), Token);
        foreach (var message in received.Messages ?? [])
            await _provisioner.Sqs.DeleteMessageAsync(url, message.ReceiptHandle, Token);
        return received.Messages is { Count: > 0 };
    }

    public long Polls => _aws.RequestCounts.GetValueOrDefault("sqs:ReceiveMessage");

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(Token);
        await _app.DisposeAsync();
        _provisioner.Dispose();
        await _aws.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    private async Task<string> UrlAsync(string queue) => (await _provisioner.Sqs.GetQueueUrlAsync(queue, Token)).QueueUrl;
}

/// <summary>What was charged, and whether anything can be.</summary>
public sealed class Charges
{
    private int _failed;

    /// <summary>When each order was charged.</summary>
    public HashSet<string> Done { get; } = [];

    public int Failed => _failed;

    /// <summary>What charging an order fails with; nothing by default.</summary>
    public Func<string, Exception?> Failure { get; set; } = _ => null;

    public void Charge(string order)
    {
        if (Failure(order) is { } failure)
        {
            Interlocked.Increment(ref _failed);
            throw failure;
        }

        lock (Done)
            Done.Add(order);
    }

    public bool IsDone(string order)
    {
        lock (Done)
            return Done.Contains(order);
    }
}

public sealed class Charge(Charges charges) : IConsumer<Asked>
{
    public Task Consume(ConsumeContext<Asked> context)
    {
        charges.Charge(context.Message.Subject);
        return Task.CompletedTask;
    }
}

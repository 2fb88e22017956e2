using Crashing.Worker;
using System.Net;
using Amazon.SQS.Model;
using MassTransit;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;
using Workers.Hosting.Subscriptions;
using Workers.Local.Provisioning;
using Workers.LocalAws;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>Ten minutes without a payment gateway, on a clock that only the test moves.</summary>
public sealed class AnOutage : IAsyncLifetime
{
    private static readonly TimeSpan Outage = TimeSpan.FromMinutes(10);

    private readonly string _folder = Directory.CreateTempSubdirectory("outage-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
    private readonly Charges _charges = new();
    private LocalAwsServer _aws = null!;
    private Provisioner _provisioner = null!;
    private WebApplication _app = null!;

    private bool IsDown => _time.GetUtcNow() - _time.Start < Outage;

    public async ValueTask InitializeAsync()
    {
        _aws = await LocalAwsServer.StartAsync(new LocalAwsOptions { TimeProvider = _time }, TestContext.Current.CancellationToken);
        _provisioner = new Provisioner(_aws.Endpoint);
        var subscription = Path.Combine(_folder, SubscriptionFile.Name);
        await File.WriteAllTextAsync(
            subscription,
            """{ "queue": "charges", "pattern": { "source": ["tests"], "detail-type": ["Asked"] }, "publishes": ["tests"], "visibilityTimeoutSeconds": 3600 }""",
            TestContext.Current.CancellationToken);
        await _provisioner.ProvisionBusAsync("store", TestContext.Current.CancellationToken);
        await _provisioner.ProvisionAsync("store", SubscriptionFile.Read(subscription), TestContext.Current.CancellationToken);

        _charges.IsDown = () => IsDown;
        _app = WorkerApplication.Create(
            [
                "--urls", "http://127.0.0.1:0",
                "--AWS_ENDPOINT_URL", _aws.Endpoint.ToString(),
                "--SubscriptionFile", subscription,
                "--LogLevel", "Fatal",
                "--Resilience:Timeout", "00:10:00",
            ],
            worker =>
            {
                worker.Services.AddSingleton(_charges);
                worker.AddConsumer<Charge>();
            },
            services => services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_time)));
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
        _provisioner.Dispose();
        await _aws.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory, InlineData(1000), InlineData(3), InlineData(1)]
    public async Task Of_ten_minutes_dead_letters_no_order(int orders)
    {
        await FillAsync(orders);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        await UntilHeldAsync();
        await UntilBackAsync();

        await AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), async () => _charges.Done.Count == orders && await DepthAsync("charges") == 0);

        Assert.Equal(0, await DepthAsync("charges-dlq"));
    }

    [Fact]
    public async Task After_a_busy_minute_dead_letters_no_lone_order()
    {
        var isDown = false;
        _charges.IsDown = () => isDown;
        await FillAsync(200);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        await AdvanceUntilAsync(
            TimeSpan.FromMilliseconds(20), async () => _charges.Done.Count == 200 && await DepthAsync("charges") == 0);

        isDown = true;
        await FillAsync(1);
        await UntilHeldAsync();
        isDown = false;
        await AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await DepthAsync("charges") == 0);

        Assert.Equal(0, await DepthAsync("charges-dlq"));
    }

    [Fact]
    public async Task Is_not_met_with_a_storm_of_tries()
    {
        await FillAsync(1000);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        await UntilHeldAsync();
        var untilHeld = _charges.Failed;

        await UntilBackAsync();

        // What was running, and a few probes: the first after 15 seconds, then each after twice the time, up to two minutes.
        Assert.InRange(_charges.Failed - untilHeld, 3, 16 + 10);
    }

    [Fact]
    public async Task Is_told_by_the_health_of_the_worker()
    {
        await FillAsync(100);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        await UntilHeldAsync();

        using var http = new HttpClient { BaseAddress = new Uri(_app.Urls.First()) };
        using var answer = await http.GetAsync("/health/ready", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, answer.StatusCode);
        Assert.Contains("Connection refused", await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private Task UntilHeldAsync() => AdvanceUntilAsync(
        TimeSpan.FromMilliseconds(20),
        () => Task.FromResult(_charges.Failed >= 4 && _app.Services.GetRequiredService<IBusControl>().CheckHealth().Status != BusHealthStatus.Healthy));

    private Task UntilBackAsync() => AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Task.FromResult(!IsDown));

    /// <summary>Lets time pass, with a call between the steps: the clock must not run far ahead of the wires.</summary>
    private Task AdvanceUntilAsync(TimeSpan step, Func<Task<bool>> condition) => Eventually.TrueAsync(async () =>
    {
        await DepthAsync("charges");
        if (await condition())
            return true;
        _time.Advance(step);
        return false;
    });

    private async Task FillAsync(int orders)
    {
        var url = (await _provisioner.Sqs.GetQueueUrlAsync("charges", TestContext.Current.CancellationToken)).QueueUrl;
        foreach (var numbers in Enumerable.Range(0, orders).Chunk(10))
        {
            await _provisioner.Sqs.SendMessageBatchAsync(
                url,
                [.. numbers.Select((number, index) => new SendMessageBatchRequestEntry($"{index}", WorkerHarness.Event($"order {number}")))],
                TestContext.Current.CancellationToken);
        }
    }

    private async Task<int> DepthAsync(string queue)
    {
        var url = (await _provisioner.Sqs.GetQueueUrlAsync(queue, TestContext.Current.CancellationToken)).QueueUrl;
        var depth = await _provisioner.Sqs.GetQueueAttributesAsync(
            url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], TestContext.Current.CancellationToken);
        return depth.ApproximateNumberOfMessages + depth.ApproximateNumberOfMessagesNotVisible;
    }

    /// <summary>What was charged, and whether anything can be.</summary>
    private sealed class Charges
    {
        private int _failed;

        public HashSet<string> Done { get; } = [];

        public int Failed => _failed;

        public Func<bool> IsDown { get; set; } = () => false;

        public void Charge(string subject)
        {
            if (IsDown())
            {
                Interlocked.Increment(ref _failed);
                throw new HttpRequestException("Connection refused");
            }

            lock (Done)
                Done.Add(subject);
        }
    }

    private sealed class Charge(Charges charges) : IConsumer<Asked>
    {
        public Task Consume(ConsumeContext<Asked> context)
        {
            charges.Charge(context.Message.Subject);
            return Task.CompletedTask;
        }
    }
}

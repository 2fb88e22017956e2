using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;
using Workers.EventBridge.Aws;
using Workers.LocalAws;

namespace Workers.EventBridge.Tests.Fixture;

/// <summary>
/// A bus "shop" whose events go to the queue "orders", with a dead-letter queue behind it, and to the queue "tap", where a test
/// sees what was on the wire. On a clock that only the test moves.
/// </summary>
public sealed class LocalBus : IAsyncDisposable
{
    public const string Bus = "shop";
    public const string Queue = "orders";

    private LocalBus(LocalAwsServer server, FakeTimeProvider time)
    {
        Server = server;
        Time = time;
        Sqs = new AmazonSQSClient(Credentials, new AmazonSQSConfig
        {
            ServiceURL = server.Endpoint.ToString(),
            AuthenticationRegion = server.Region,
            MaxErrorRetry = 0,
        });
        EventBridge = new EventBridgeClient(Credentials, new EventBridgeClientConfig
        {
            ServiceURL = server.Endpoint.ToString(),
            AuthenticationRegion = server.Region,
        });
    }

    public static AWSCredentials Credentials { get; } = new BasicAWSCredentials("x", "x");

    public LocalAwsServer Server { get; }

    public FakeTimeProvider Time { get; }

    public AmazonSQSClient Sqs { get; }

    internal EventBridgeClient EventBridge { get; }

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<LocalBus> StartAsync()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var bus = new LocalBus(await LocalAwsServer.StartAsync(new LocalAwsOptions { TimeProvider = time }, Cancelled), time);
        await bus.EventBridge.CallAsync("CreateEventBus", new JsonObject { ["Name"] = Bus }, Cancelled);
        await bus.EventBridge.CallAsync(
            "PutRule",
            new JsonObject { ["Name"] = "all", ["EventBusName"] = Bus, ["EventPattern"] = """{"source":[{"prefix":""}]}""" },
            Cancelled);
        return bus;
    }

    /// <summary>Makes the queue and its dead-letter queue, as a deployment would.</summary>
    public async Task CreateQueueAsync(string name = Queue, int? maxReceiveCount = 3)
    {
        Dictionary<string, string> attributes = [];
        if (maxReceiveCount is { } count)
        {
            await Sqs.CreateQueueAsync($"{name}-dlq", Cancelled);
            attributes["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{Arn($"{name}-dlq")}}","maxReceiveCount":"{{count}}"}""";
        }

        await Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = name, Attributes = attributes }, Cancelled);
        await EventBridge.CallAsync(
            "PutTargets",
            new JsonObject { ["Rule"] = "all", ["EventBusName"] = Bus, ["Targets"] = new JsonArray(new JsonObject { ["Id"] = name, ["Arn"] = Arn(name) }) },
            Cancelled);
    }

    public async Task<string> UrlAsync(string queue) => (await Sqs.GetQueueUrlAsync(queue, Cancelled)).QueueUrl;

    public long Calls(string operation) => Server.RequestCounts.GetValueOrDefault(operation);

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        Sqs.Dispose();
        EventBridge.Dispose();
    }

    private string Arn(string queue) => $"arn:aws:sqs:{Server.Region}:{Server.AccountId}:{queue}";
}

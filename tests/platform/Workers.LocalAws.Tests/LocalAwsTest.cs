using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Microsoft.Extensions.Time.Testing;

namespace Workers.LocalAws.Tests;

/// <summary>A server of its own for each test, with a clock that only the test moves, and clients for it.</summary>
public abstract class LocalAwsTest : IAsyncLifetime
{
    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    protected LocalAwsServer Server { get; private set; } = null!;

    protected AmazonSQSClient Sqs { get; private set; } = null!;

    protected JsonClient Http { get; private set; } = null!;

    protected virtual LocalAwsOptions Options => new();

    public async ValueTask InitializeAsync()
    {
        Server = await LocalAwsServer.StartAsync(Options with { TimeProvider = Time }, Cancelled);
        Sqs = new AmazonSQSClient(new BasicAWSCredentials("x", "x"), new AmazonSQSConfig
        {
            ServiceURL = Server.Endpoint.ToString(),
            AuthenticationRegion = Server.Region,
            MaxErrorRetry = 0,
        });
        Http = new JsonClient(Server.Endpoint);
    }

    public virtual async ValueTask DisposeAsync()
    {
        await StopAsync();
        GC.SuppressFinalize(this);
    }

    protected async Task StopAsync()
    {
        Sqs.Dispose();
        Http.Dispose();
        await Server.DisposeAsync();
    }

    protected async Task<string> CreateQueueAsync(string name = "queue", params (string Name, string Value)[] attributes) =>
        (await Sqs.CreateQueueAsync(
            new CreateQueueRequest { QueueName = name, Attributes = attributes.ToDictionary(one => one.Name, one => one.Value) },
            Cancelled)).QueueUrl;

    protected Task<SendMessageResponse> SendAsync(string url, string body = "hello") => Sqs.SendMessageAsync(url, body, Cancelled);

    /// <summary>Receives what is there now, with all attributes.</summary>
    protected async Task<List<Message>> ReceiveAsync(string url, int? visibilitySeconds = null) =>
        (await Sqs.ReceiveMessageAsync(Request(url, waitSeconds: 0, visibilitySeconds), Cancelled)).Messages ?? [];

    /// <summary>Starts a long poll, and returns when it waits.</summary>
    protected async Task<Task<ReceiveMessageResponse>> PollAsync(string url, int seconds = 20, CancellationToken? hangUp = null)
    {
        var before = Server.WaitingReceives;
        var poll = Sqs.ReceiveMessageAsync(Request(url, seconds, visibilitySeconds: null), hangUp ?? Cancelled);
        await Eventually.UntilAsync(() => Server.WaitingReceives > before || poll.IsCompleted);
        return poll;
    }

    protected async Task<string> AttributeAsync(string url, string name) =>
        (await Sqs.GetQueueAttributesAsync(url, [name], Cancelled)).Attributes[name];

    protected async Task<(string Visible, string InFlight, string Delayed)> CountsAsync(string url)
    {
        var attributes = (await Sqs.GetQueueAttributesAsync(url, ["All"], Cancelled)).Attributes;
        return (attributes["ApproximateNumberOfMessages"], attributes["ApproximateNumberOfMessagesNotVisible"],
            attributes["ApproximateNumberOfMessagesDelayed"]);
    }

    protected static string Arn(string queue) => $"arn:aws:sqs:eu-west-1:000000000000:{queue}";

    private static ReceiveMessageRequest Request(string url, int waitSeconds, int? visibilitySeconds) => new()
    {
        QueueUrl = url,
        MaxNumberOfMessages = 10,
        WaitTimeSeconds = waitSeconds,
        VisibilityTimeout = visibilitySeconds,
        MessageSystemAttributeNames = ["All"],
        MessageAttributeNames = ["All"],
    };
}

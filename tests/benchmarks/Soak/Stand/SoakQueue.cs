using System.Text.Json.Nodes;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.EventBridge.Aws;
using Workers.Testing;

namespace Soak.Stand;

/// <summary>The bus, its rule, and the one queue of all workers, as a deployment would make them.</summary>
internal sealed class SoakQueue : IDisposable
{
    public const string Bus = "soak";
    public const string Name = "soak";

    /// <summary>
    /// A try is used up, though no worker failed, when the answer of its receive is lost (5 % by default, 20 % at most) or its worker
    /// is killed with the message in flight (under 10 %, as a message is in flight for a fraction of the time between two kills), and
    /// once by a duplicate. At 30 % a message uses up 24 tries with a chance of 3e-13: one that arrives in the dead-letter queue was
    /// put there wrongly.
    /// </summary>
    private const int MaxReceiveCount = 25;

    /// <summary>Failures until a worker with a store dead-letters a message: below that, so that it does so with a reason.</summary>
    public const int MaxFailures = 15;

    private readonly AmazonSQSClient _sqs;
    private readonly string _url;
    private readonly string _deadLetterUrl;

    private SoakQueue(AmazonSQSClient sqs, string url, string deadLetterUrl) => (_sqs, _url, _deadLetterUrl) = (sqs, url, deadLetterUrl);

    /// <summary>How long a message stays invisible after a kill: the shortest that the transport takes.</summary>
    public static TimeSpan Visibility { get; } = TimeSpan.FromSeconds(10);

    public static async Task<SoakQueue> CreateAsync(LocalAwsProcess aws, CancellationToken cancellationToken)
    {
        var address = (ServiceURL: aws.Endpoint.ToString(), LocalAwsProcess.Region);
        var sqs = new AmazonSQSClient(
            LocalAwsHost.Credentials,
            new AmazonSQSConfig { ServiceURL = address.ServiceURL, AuthenticationRegion = address.Region });
        using var events = new EventBridgeClient(
            LocalAwsHost.Credentials,
            new EventBridgeClientConfig { ServiceURL = address.ServiceURL, AuthenticationRegion = address.Region });

        var deadLetters = (await sqs.CreateQueueAsync($"{Name}-dlq", cancellationToken)).QueueUrl;
        var redrive = new JsonObject
        {
            ["deadLetterTargetArn"] = await ArnAsync(sqs, deadLetters, cancellationToken),
            ["maxReceiveCount"] = MaxReceiveCount,
        };
        var queue = (await sqs.CreateQueueAsync(
            new CreateQueueRequest(Name)
            {
                Attributes = new() { ["VisibilityTimeout"] = $"{Visibility.TotalSeconds}", ["RedrivePolicy"] = redrive.ToJsonString() },
            },
            cancellationToken)).QueueUrl;
        await events.CallAsync("CreateEventBus", new JsonObject { ["Name"] = Bus }, cancellationToken);
        await events.CallAsync(
            "PutRule",
            new JsonObject { ["Name"] = Name, ["EventBusName"] = Bus, ["EventPattern"] = """{"source":["soak"]}""" },
            cancellationToken);
        var target = new JsonObject { ["Id"] = Name, ["Arn"] = await ArnAsync(sqs, queue, cancellationToken) };
        await events.CallAsync(
            "PutTargets",
            new JsonObject { ["Rule"] = Name, ["EventBusName"] = Bus, ["Targets"] = new JsonArray(target) },
            cancellationToken);
        return new SoakQueue(sqs, queue, deadLetters);
    }

    public Task<(int Waiting, int InFlight)> DepthAsync(CancellationToken cancellationToken) => DepthAsync(_url, cancellationToken);

    public async Task<int> DeadLetteredAsync(CancellationToken cancellationToken) =>
        await DepthAsync(_deadLetterUrl, cancellationToken) is var (waiting, inFlight) ? waiting + inFlight : 0;

    public void Dispose() => _sqs.Dispose();

    private async Task<(int Waiting, int InFlight)> DepthAsync(string url, CancellationToken cancellationToken)
    {
        var depth = await _sqs.GetQueueAttributesAsync(
            url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], cancellationToken);
        return (depth.ApproximateNumberOfMessages, depth.ApproximateNumberOfMessagesNotVisible);
    }

    private static async Task<string> ArnAsync(AmazonSQSClient sqs, string url, CancellationToken cancellationToken) =>
        (await sqs.GetQueueAttributesAsync(url, ["QueueArn"], cancellationToken)).QueueARN;
}

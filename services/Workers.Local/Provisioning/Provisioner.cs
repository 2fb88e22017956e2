using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.EventBridge.Aws;
using Workers.Hosting.Subscriptions;

namespace Workers.Local.Provisioning;

/// <summary>
/// Makes what the workers' <c>subscription.json</c> files ask for, on any SQS and EventBridge endpoint: the bus, and for each
/// worker its dead-letter queue, its queue and its rule. What is there already is brought up to date; nothing is deleted.
/// </summary>
public sealed class Provisioner : IDisposable
{
    /// <summary>An emulator may be told to fail: who sets up and looks on has to outlast that.</summary>
    private const int MaxErrorRetry = 12;

    private readonly AmazonSQSClient _sqs;
    private readonly EventBridgeClient _eventBridge;

    /// <summary>Uses the endpoint; null is AWS itself, with the SDK's region and credentials.</summary>
    public Provisioner(Uri? endpoint, string region = "eu-west-1")
    {
        var sqs = new AmazonSQSConfig();
        var eventBridge = new EventBridgeClientConfig();
        if (endpoint is null)
        {
            (_sqs, _eventBridge) = (new AmazonSQSClient(sqs), new EventBridgeClient(eventBridge));
            return;
        }

        foreach (var config in new ClientConfig[] { sqs, eventBridge })
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = region;
            config.MaxErrorRetry = MaxErrorRetry;
        }

        var credentials = new BasicAWSCredentials("local", "local");
        (_sqs, _eventBridge) = (new AmazonSQSClient(credentials, sqs), new EventBridgeClient(credentials, eventBridge));
    }

    /// <summary>The queues' client, for who looks into them.</summary>
    public IAmazonSQS Sqs => _sqs;

    /// <summary>Makes the bus.</summary>
    public async Task ProvisionBusAsync(string bus, CancellationToken cancellationToken)
    {
        if (bus == "default")
            return;

        try
        {
            await _eventBridge.CallAsync("CreateEventBus", new JsonObject { ["Name"] = bus }, cancellationToken);
        }
        catch (EventBridgeException error) when (error.ErrorCode == "ResourceAlreadyExistsException")
        {
            // Made before.
        }
    }

    /// <summary>Makes one worker's queues and rule.</summary>
    public async Task ProvisionAsync(string bus, Subscription subscription, CancellationToken cancellationToken)
    {
        var deadLetters = await QueueAsync(
            $"{subscription.Queue}-dlq", new() { ["MessageRetentionPeriod"] = "1209600" }, cancellationToken);
        var redrive = new JsonObject { ["deadLetterTargetArn"] = deadLetters.Arn, ["maxReceiveCount"] = subscription.MaxReceiveCount };
        var queue = await QueueAsync(
            subscription.Queue,
            new() { ["VisibilityTimeout"] = $"{subscription.VisibilityTimeoutSeconds}", ["RedrivePolicy"] = redrive.ToJsonString() },
            cancellationToken);
        try
        {
            await SubscribeAsync(bus, subscription.Queue, subscription.Pattern.GetRawText(), queue, cancellationToken);
        }
        catch (EventBridgeException error) when (error.ErrorCode == "InvalidEventPatternException")
        {
            throw new LocalException($"The subscription.json of queue '{subscription.Queue}', field 'pattern': {error.Message}", error);
        }
    }

    /// <summary>Makes a queue that gets a copy of every event on the bus, until it is removed.</summary>
    public async Task<string> AddTapAsync(string bus, string name, CancellationToken cancellationToken)
    {
        var queue = await QueueAsync(name, [], cancellationToken);
        await SubscribeAsync(bus, name, """{ "source": [{ "exists": true }] }""", queue, cancellationToken);
        return queue.Url;
    }

    /// <summary>Removes such a queue and its rule.</summary>
    public async Task RemoveTapAsync(string bus, string name, CancellationToken cancellationToken)
    {
        await _eventBridge.CallAsync(
            "RemoveTargets",
            new JsonObject { ["EventBusName"] = bus, ["Rule"] = name, ["Ids"] = new JsonArray("queue") },
            cancellationToken);
        await _eventBridge.CallAsync("DeleteRule", new JsonObject { ["EventBusName"] = bus, ["Name"] = name }, cancellationToken);
        var url = await _sqs.GetQueueUrlAsync(name, cancellationToken);
        await _sqs.DeleteQueueAsync(url.QueueUrl, cancellationToken);
    }

    /// <inheritdoc />
    public void Dispose()
    {
        _sqs.Dispose();
        _eventBridge.Dispose();
    }

    private async Task<(string Url, string Arn)> QueueAsync(
        string name, Dictionary<string, string> attributes, CancellationToken cancellationToken)
    {
        string url;
        try
        {
            url = (await _sqs.GetQueueUrlAsync(name, cancellationToken)).QueueUrl;
            if (attributes.Count > 0)
                await _sqs.SetQueueAttributesAsync(url, attributes, cancellationToken);
        }
        catch (QueueDoesNotExistException)
        {
            url = (await _sqs.CreateQueueAsync(new CreateQueueRequest(name) { Attributes = attributes }, cancellationToken)).QueueUrl;
        }

        var arn = await _sqs.GetQueueAttributesAsync(url, ["QueueArn"], cancellationToken);
        return (url, arn.QueueARN);
    }

    private async Task SubscribeAsync(
        string bus, string rule, string pattern, (string Url, string Arn) queue, CancellationToken cancellationToken)
    {
        var put = await _eventBridge.CallAsync(
            "PutRule", new JsonObject { ["Name"] = rule, ["EventBusName"] = bus, ["EventPattern"] = pattern, ["State"] = "ENABLED" }, cancellationToken);
        var ruleArn = put["RuleArn"]?.GetValue<string>() ?? throw new InvalidDataException($"PutRule '{rule}' gave no RuleArn.");

        // The queue lets in this one rule, and nobody else.
        var policy = JsonSerializer.Serialize(new
        {
            Version = "2012-10-17",
            Statement = new[]
            {
                new
                {
                    Effect = "Allow",
                    Principal = new { Service = "events.amazonaws.com" },
                    Action = "sqs:SendMessage",
                    Resource = queue.Arn,
                    Condition = new { ArnEquals = new Dictionary<string, string> { ["aws:SourceArn"] = ruleArn } },
                },
            },
        });
        await _sqs.SetQueueAttributesAsync(queue.Url, new() { ["Policy"] = policy }, cancellationToken);

        var targets = new JsonObject
        {
            ["Rule"] = rule,
            ["EventBusName"] = bus,
            ["Targets"] = new JsonArray(new JsonObject { ["Id"] = "queue", ["Arn"] = queue.Arn }),
        };
        var result = await _eventBridge.CallAsync("PutTargets", targets, cancellationToken);
        if (result["FailedEntryCount"]?.GetValue<int>() > 0)
            throw new InvalidDataException(
                $"The queue could not be made the target of rule '{rule}': {result["FailedEntries"]?.ToJsonString()}");
    }
}

using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Configuration;
using Workers.Hosting.Subscriptions;

namespace Workers.Hosting.Provisioning;

/// <summary>
/// Creates the resources of the workers' <c>subscription.json</c> files on any SQS and EventBridge endpoint: the bus, and for each worker
/// its dead-letter queue, its queue and its rule. Existing resources are updated; nothing is deleted.
/// </summary>
public sealed class Provisioner : IDisposable
{
    /// <summary>Retries for an emulator: provisioning has to survive injected faults.</summary>
    public const int PatientRetries = 12;

    /// <summary>LocalAws hides a queue with this tag on its map.</summary>
    private const string HiddenTag = "localaws:hidden";

    private readonly AmazonSQSClient _sqs;
    private readonly EventBridgeClient _eventBridge;
    private readonly bool _isEmulator;

    /// <summary>Uses the endpoint; null means AWS, with the SDK's region, credentials and retries.</summary>
    public Provisioner(Uri? endpoint, string region = "eu-west-1", int maxErrorRetry = PatientRetries)
    {
        var sqs = new AmazonSQSConfig();
        var eventBridge = new EventBridgeClientConfig();
        if (endpoint is null)
        {
            (_sqs, _eventBridge) = (new AmazonSQSClient(sqs), new EventBridgeClient(eventBridge));
            return;
        }

        _isEmulator = true;
        foreach (var config in new ClientConfig[] { sqs, eventBridge })
        {
            config.ServiceURL = endpoint.ToString();
            config.AuthenticationRegion = region;
            config.MaxErrorRetry = maxErrorRetry;
        }

        var credentials = new BasicAWSCredentials("local", "local");
        (_sqs, _eventBridge) = (new AmazonSQSClient(credentials, sqs), new EventBridgeClient(credentials, eventBridge));
    }

    /// <summary>The client of the queues, for callers that inspect them.</summary>
    public IAmazonSQS Sqs => _sqs;

    /// <summary>
    /// Creates all workers' queues, then the bus, and then all rules in parallel: a concurrent publisher finds no bus, or nearly all of the
    /// rules, but not for seconds a bus with only some of them. On an emulator the bus finally gets the tag that workers wait for.
    /// </summary>
    public async Task ProvisionAsync(string bus, IReadOnlyList<Subscription> subscriptions, CancellationToken cancellationToken)
    {
        var queues = await Task.WhenAll(subscriptions.Select(subscription => QueuesAsync(subscription, cancellationToken)));
        await BusAsync(bus, cancellationToken);
        await Task.WhenAll(subscriptions.Zip(queues, (subscription, made) => RuleAsync(bus, subscription, made, cancellationToken)));
        if (_isEmulator)
            await TagAsync(bus, cancellationToken);
    }

    /// <summary>Creates a queue that gets a copy of every event on the bus, until it is removed. LocalAws hides it on its map.</summary>
    public async Task<string> AddCaptureQueueAsync(string bus, string name, CancellationToken cancellationToken)
    {
        var queue = await QueueAsync(name, [], cancellationToken);
        await _sqs.TagQueueAsync(new TagQueueRequest { QueueUrl = queue.Url, Tags = new() { [HiddenTag] = "true" } }, cancellationToken);
        await SubscribeAsync(bus, name, """{ "source": [{ "exists": true }] }""", queue, undelivered: null, cancellationToken);
        return queue.Url;
    }

    /// <summary>Removes such a queue and its rule.</summary>
    public async Task RemoveCaptureQueueAsync(string bus, string name, CancellationToken cancellationToken)
    {
        await _eventBridge.CallAsync(
            "RemoveTargets",
            new JsonObject { ["EventBusName"] = bus, ["Rule"] = name, ["Ids"] = new JsonArray(QueueTopology.TargetId) },
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

    private async Task BusAsync(string bus, CancellationToken cancellationToken)
    {
        if (bus == "default")
            return;

        try
        {
            await _eventBridge.CallAsync("CreateEventBus", new JsonObject { ["Name"] = bus }, cancellationToken);
        }
        catch (EventBridgeException error) when (error.ErrorCode == "ResourceAlreadyExistsException")
        {
            // It already exists.
        }
    }

    /// <summary>Tags the bus as complete; writes a new value only if the emulator has lost the previous resources.</summary>
    private async Task TagAsync(string bus, CancellationToken cancellationToken)
    {
        var described = await _eventBridge.CallAsync("DescribeEventBus", new JsonObject { ["Name"] = bus }, cancellationToken);
        var arn = (string)described["Arn"]!;
        var present = await _eventBridge.CallAsync("ListTagsForResource", new JsonObject { ["ResourceARN"] = arn }, cancellationToken);
        if (present["Tags"]?.AsArray().Any(tag => (string?)tag?["Key"] == EventBridgeHostSettings.TopologyTag) == true)
            return;

        var tag = new JsonObject { ["Key"] = EventBridgeHostSettings.TopologyTag, ["Value"] = Guid.NewGuid().ToString() };
        await _eventBridge.CallAsync("TagResource", new JsonObject { ["ResourceARN"] = arn, ["Tags"] = new JsonArray(tag) }, cancellationToken);
    }

    private async Task<WorkerQueues> QueuesAsync(Subscription subscription, CancellationToken cancellationToken)
    {
        var deadLetters = await QueueAsync(subscription.DeadLetterQueue, Kept(), cancellationToken);
        var undelivered = await QueueAsync(subscription.RuleDeadLetterQueue, Kept(), cancellationToken);
        var redrive = new JsonObject { ["deadLetterTargetArn"] = deadLetters.Arn, ["maxReceiveCount"] = subscription.RedriveMaxReceiveCount };
        var attributes = Kept();
        attributes["VisibilityTimeout"] = $"{subscription.VisibilityTimeoutSeconds}";
        attributes["RedrivePolicy"] = redrive.ToJsonString();
        var queue = await QueueAsync(subscription.Queue, attributes, cancellationToken);
        await SetPolicyAsync(deadLetters, QueuePolicy.Private(deadLetters.Arn), cancellationToken);
        return new WorkerQueues(queue, undelivered);
    }

    private async Task RuleAsync(string bus, Subscription subscription, WorkerQueues queues, CancellationToken cancellationToken)
    {
        try
        {
            await SubscribeAsync(
                bus, subscription.Queue, subscription.Pattern.GetRawText(), queues.Queue, queues.Undelivered, cancellationToken);
        }
        catch (EventBridgeException error) when (error.ErrorCode == "InvalidEventPatternException")
        {
            throw new SubscriptionException($"The subscription.json of queue '{subscription.Queue}', field 'pattern': {error.Message}", error);
        }
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
            url = (await _sqs.CreateQueueAsync(new CreateQueueRequest(name) { Attributes = FifoQueue.Attributes(name).Concat(attributes).ToDictionary() }, cancellationToken)).QueueUrl;
        }

        var arn = await _sqs.GetQueueAttributesAsync(url, ["QueueArn"], cancellationToken);
        return (url, arn.QueueARN);
    }

    private static Dictionary<string, string> Kept() => new()
    {
        ["MessageRetentionPeriod"] = $"{QueueTopology.MessageRetention.TotalSeconds:0}",
        [QueueAttributeName.SqsManagedSseEnabled] = "true",
    };

    private async Task SetPolicyAsync((string Url, string Arn) queue, string policy, CancellationToken cancellationToken) =>
        await _sqs.SetQueueAttributesAsync(queue.Url, new() { ["Policy"] = policy }, cancellationToken);

    private async Task SubscribeAsync(
        string bus,
        string rule,
        string pattern,
        (string Url, string Arn) queue,
        (string Url, string Arn)? undelivered,
        CancellationToken cancellationToken)
    {
        var put = await _eventBridge.CallAsync(
            "PutRule", new JsonObject { ["Name"] = rule, ["EventBusName"] = bus, ["EventPattern"] = pattern, ["State"] = "ENABLED" }, cancellationToken);
        var ruleArn = put["RuleArn"]?.GetValue<string>() ?? throw new InvalidDataException($"PutRule '{rule}' returned no RuleArn.");
        await SetPolicyAsync(queue, QueuePolicy.LetsIn(queue.Arn, ruleArn), cancellationToken);
        var target = new JsonObject { ["Id"] = QueueTopology.TargetId, ["Arn"] = queue.Arn };
        FifoQueue.SetGroup(target, rule);
        if (undelivered is { } deadLetters)
        {
            await SetPolicyAsync(deadLetters, QueuePolicy.LetsIn(deadLetters.Arn, ruleArn), cancellationToken);
            target["DeadLetterConfig"] = new JsonObject { ["Arn"] = deadLetters.Arn };
            target["RetryPolicy"] = new JsonObject
            {
                ["MaximumEventAgeInSeconds"] = (int)QueueTopology.MaximumEventAge.TotalSeconds,
                ["MaximumRetryAttempts"] = QueueTopology.MaximumRetryAttempts,
            };
        }

        var targets = new JsonObject { ["Rule"] = rule, ["EventBusName"] = bus, ["Targets"] = new JsonArray(target) };
        var result = await _eventBridge.CallAsync("PutTargets", targets, cancellationToken);
        if (result["FailedEntryCount"]?.GetValue<int>() > 0)
            throw new InvalidDataException(
                $"The queue could not be made the target of rule '{rule}': {result["FailedEntries"]?.ToJsonString()}");
    }

    private sealed record WorkerQueues((string Url, string Arn) Queue, (string Url, string Arn) Undelivered);
}

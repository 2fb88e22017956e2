using System.Globalization;
using System.Text.Json.Nodes;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.Cli.Connections;
using Workers.Cli.DeadLetters;
using Workers.EventBridge.Aws;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Events;

/// <summary>
/// A rule with a queue, which exist as long as a command runs. The queue has the end of its lease as a tag, and the command renews it: after a
/// kill, the next command removes what is left.
/// </summary>
internal sealed class TemporarySubscription : IAsyncDisposable
{
    /// <summary>Part of the names, after the prefix.</summary>
    public const string NamePart = "workers-tail-";

    private const string LeaseTag = "workers:temporary-until";

    /// <summary>LocalAws hides a queue with this tag on its map.</summary>
    private const string HiddenTag = "localaws:hidden";

    private static readonly TimeSpan Lease = TimeSpan.FromMinutes(5), Renewal = TimeSpan.FromMinutes(1), Patience = TimeSpan.FromSeconds(20);

    private readonly AwsConnection _aws;
    private readonly CancellationTokenSource _disposing = new();
    private readonly Task _renewing;

    private TemporarySubscription(AwsConnection aws, string name, string queueUrl, string ruleArn)
    {
        (_aws, RuleName, QueueUrl, ArnOfRule) = (aws, name, queueUrl, ruleArn);
        _renewing = RenewAsync();
    }

    /// <summary>The name of the rule and of the queue.</summary>
    public string RuleName { get; }

    public string QueueUrl { get; }

    public string ArnOfRule { get; }

    /// <summary>Creates them.</summary>
    /// <exception cref="CliException">The pattern is wrong, or the bus does not exist.</exception>
    public static async Task<TemporarySubscription> CreateAsync(AwsConnection aws, string pattern, CancellationToken cancellationToken)
    {
        var name = $"{aws.QueuePrefix}{NamePart}{Guid.NewGuid():N}"[..(aws.QueuePrefix.Length + NamePart.Length + 8)];
        var url = (await aws.Sqs.CreateQueueAsync(
            new CreateQueueRequest(name)
            {
                Attributes = new() { [QueueAttributeName.MessageRetentionPeriod] = "3600", [QueueAttributeName.SqsManagedSseEnabled] = "true" },
                Tags = new() { [LeaseTag] = Until(aws), [HiddenTag] = "true" },
            },
            cancellationToken)).QueueUrl;
        try
        {
            return new TemporarySubscription(aws, name, url, await SubscribeAsync(aws, name, url, pattern, cancellationToken));
        }
        catch (EventBridgeException error)
        {
            await RemoveAsync(aws, name, url, CancellationToken.None);
            throw error.ErrorCode switch
            {
                "InvalidEventPatternException" => new CliException($"--pattern: {error.Message}", error),
                "ResourceNotFoundException" => new CliException($"There is no bus '{aws.Bus}' at {aws.Name}. Name another with --bus.", error),
                _ => error,
            };
        }
        catch
        {
            await RemoveAsync(aws, name, url, CancellationToken.None);
            throw;
        }
    }

    /// <summary>Removes what commands left that were killed.</summary>
    /// <returns>The names.</returns>
    public static async Task<IReadOnlyList<string>> SweepAsync(AwsConnection aws, CancellationToken cancellationToken)
    {
        List<string> removed = [];
        var queues = await aws.Sqs.ListQueuesAsync(aws.QueuePrefix + NamePart, cancellationToken);
        foreach (var url in queues.QueueUrls ?? [])
        {
            var tags = await aws.Sqs.ListQueueTagsAsync(new ListQueueTagsRequest { QueueUrl = url }, cancellationToken);
            if (!long.TryParse(tags.Tags?.GetValueOrDefault(LeaseTag), CultureInfo.InvariantCulture, out var until) || until >= aws.Time.GetUtcNow().ToUnixTimeSeconds())
                continue;
            var name = url[(url.LastIndexOf('/') + 1)..];
            await RemoveAsync(aws, name, url, cancellationToken);
            removed.Add(name);
        }

        return removed;
    }

    /// <summary>Removes them, also after Ctrl+C.</summary>
    public async ValueTask DisposeAsync()
    {
        await _disposing.CancelAsync();
        await _renewing.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        using var patience = new CancellationTokenSource(Patience);
        await RemoveAsync(_aws, RuleName, QueueUrl, patience.Token);
        _disposing.Dispose();
    }

    /// <summary>Deletes received events.</summary>
    public Task DeleteAsync(IReadOnlyList<ReceivedMessage> received, CancellationToken cancellationToken) => received.Count == 0
        ? Task.CompletedTask
        : _aws.Sqs.DeleteMessageBatchAsync(
            QueueUrl, [.. received.Select((one, index) => new DeleteMessageBatchRequestEntry($"{index}", one.ReceiptHandle))], cancellationToken);

    private static async Task<string> SubscribeAsync(AwsConnection aws, string name, string url, string pattern, CancellationToken cancellationToken)
    {
        var arn = (await aws.Sqs.GetQueueAttributesAsync(url, [QueueAttributeName.QueueArn], cancellationToken)).QueueARN;
        var put = await aws.EventBridge.CallAsync(
            "PutRule",
            new JsonObject
            {
                ["Name"] = name,
                ["EventBusName"] = aws.Bus,
                ["EventPattern"] = pattern,
                ["State"] = "ENABLED",
                ["Description"] = "Temporary: the command 'workers events' removes it.",
            },
            cancellationToken);
        var ruleArn = (string)put["RuleArn"]!;
        await aws.Sqs.SetQueueAttributesAsync(url, new() { ["Policy"] = Hosting.Provisioning.QueuePolicy.LetsIn(arn, ruleArn) }, cancellationToken);
        var target = new JsonObject { ["Id"] = QueueTopology.TargetId, ["Arn"] = arn };
        await aws.EventBridge.CallAsync(
            "PutTargets", new JsonObject { ["Rule"] = name, ["EventBusName"] = aws.Bus, ["Targets"] = new JsonArray(target) }, cancellationToken);
        return ruleArn;
    }

    private static async Task RemoveAsync(AwsConnection aws, string name, string url, CancellationToken cancellationToken)
    {
        await IgnoreMissingAsync(() => aws.EventBridge.CallAsync(
            "RemoveTargets",
            new JsonObject { ["EventBusName"] = aws.Bus, ["Rule"] = name, ["Ids"] = new JsonArray(QueueTopology.TargetId) },
            cancellationToken));
        await IgnoreMissingAsync(() => aws.EventBridge.CallAsync("DeleteRule", new JsonObject { ["EventBusName"] = aws.Bus, ["Name"] = name }, cancellationToken));
        try
        {
            await aws.Sqs.DeleteQueueAsync(url, cancellationToken);
        }
        catch (QueueDoesNotExistException)
        {
            // Another command removed it.
        }
    }

    private static async Task IgnoreMissingAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (EventBridgeException error) when (error.ErrorCode == "ResourceNotFoundException")
        {
            // A kill came before its creation, or another command removed it.
        }
    }

    private async Task RenewAsync()
    {
        using var timer = new PeriodicTimer(Renewal, _aws.Time);
        while (await timer.WaitForNextTickAsync(_disposing.Token))
            await _aws.Sqs.TagQueueAsync(new TagQueueRequest { QueueUrl = QueueUrl, Tags = new() { [LeaseTag] = Until(_aws) } }, _disposing.Token);
    }

    private static string Until(AwsConnection aws) => (aws.Time.GetUtcNow() + Lease).ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}

using System.Net;
using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// The queue of an endpoint. Its dead-letter queue is read from its RedrivePolicy, so that it is configured only once, with the queue.
/// </summary>
/// <param name="Name">The queue's name.</param>
/// <param name="Url">The queue's URL.</param>
/// <param name="DeadLetterQueueUrl">Its dead-letter queue; null if the queue has no RedrivePolicy.</param>
/// <param name="RedriveMaxReceiveCount">
/// Receives after which SQS itself dead-letters a message, whatever the outcome; null if the queue has no RedrivePolicy.
/// </param>
internal sealed record SourceQueue(string Name, string Url, string? DeadLetterQueueUrl, int? RedriveMaxReceiveCount)
{
    /// <summary>Headroom for receives that are not failures, if the endpoint sets no limit of its own.</summary>
    private const int MaxHeadroom = 10;

    /// <summary>Suffix of the name of a FIFO queue (Amazon SQS API Reference, CreateQueue).</summary>
    public const string FifoSuffix = ".fifo";

    /// <summary>Whether it is a FIFO queue: messages of a group are handled one after the other, in their order.</summary>
    public bool IsFifo => IsFifoName(Name);

    /// <summary>
    /// Failures after which the worker dead-letters a message, unless the endpoint sets it: ten below the redrive policy, or half of it if
    /// it is small.
    /// </summary>
    public int? DefaultMaxFailures =>
        RedriveMaxReceiveCount is { } count ? count - Math.Min(MaxHeadroom, count / 2) : null;

    /// <summary>
    /// Receives above which a message without failures is handled alone: half way between the worker's limit and the redrive policy, so
    /// that there are receives left for it.
    /// </summary>
    public int? IsolationThreshold(int? maxFailures) =>
        maxFailures is { } limit && RedriveMaxReceiveCount is { } count && count > limit ? limit + ((count - limit) / 2) : null;

    /// <summary>Whether it is the name, URL or ARN of a FIFO queue.</summary>
    public static bool IsFifoName(string queue) => queue.EndsWith(FifoSuffix, StringComparison.Ordinal);

    /// <summary>Finds the queue.</summary>
    /// <exception cref="QueueMissingException">The queue or its dead-letter queue does not exist.</exception>
    public static async Task<SourceQueue> FindAsync(IAmazonSQS sqs, QueueAddress queue, string busName, CancellationToken cancellationToken)
    {
        var name = queue.Name;
        var url = await UrlAsync(sqs, queue, busName, cancellationToken).ConfigureAwait(false);
        var attributes = await AttributesAsync(sqs, queue, url, busName, cancellationToken).ConfigureAwait(false);
        if (attributes.Attributes?.GetValueOrDefault("RedrivePolicy") is not { Length: > 0 } policy)
            return new SourceQueue(name, url, DeadLetterQueueUrl: null, RedriveMaxReceiveCount: null);

        using var redrive = JsonDocument.Parse(policy);
        var deadLetterArn = redrive.RootElement.GetProperty("deadLetterTargetArn").GetString()!;
        var deadLetterUrl = await UrlAsync(sqs, queue.DeadLetters(deadLetterArn), busName, cancellationToken).ConfigureAwait(false);
        return new SourceQueue(name, url, deadLetterUrl, Count(redrive.RootElement.GetProperty("maxReceiveCount")));
    }

    /// <summary>Warns if SQS may dead-letter messages that never failed.</summary>
    public void WarnOfNoRoom(int? maxFailures, TransportLog log)
    {
        if (RedriveMaxReceiveCount is not { } count)
            log.Warning(
                "Queue {Queue} has no dead-letter queue: messages that fail come back until their retention ends. Set a RedrivePolicy",
                Name);
        else if (count <= maxFailures)
            log.Warning(
                "The redrive policy of {Queue} dead-letters after {RedriveMaxReceiveCount} receives, which is not above the worker's own {MaxFailures}: messages that never failed may be dead-lettered after stops and crashes. Provision the queue again, or raise its maxReceiveCount",
                Name,
                count,
                maxFailures);
    }

    private static async Task<string> UrlAsync(IAmazonSQS sqs, QueueAddress queue, string busName, CancellationToken cancellationToken)
    {
        if (queue.Url is not null)
            return queue.Url;

        var request = new GetQueueUrlRequest(queue.Name) { QueueOwnerAWSAccountId = queue.Account };
        try
        {
            return (await sqs.GetQueueUrlAsync(request, cancellationToken).ConfigureAwait(false)).QueueUrl;
        }
        catch (AmazonSQSException missing) when (IsMissing(missing, queue))
        {
            throw Missing(sqs, queue, busName, missing);
        }
    }

    private static async Task<GetQueueAttributesResponse> AttributesAsync(
        IAmazonSQS sqs, QueueAddress queue, string url, string busName, CancellationToken cancellationToken)
    {
        try
        {
            return await sqs.GetQueueAttributesAsync(url, ["RedrivePolicy"], cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonSQSException missing) when (IsMissing(missing, queue))
        {
            throw Missing(sqs, queue, busName, missing);
        }
    }

    // Another account's queue without a policy looks the same as one that does not exist.
    /// <summary>Whether the queue does not exist, or is one of another account that is not allowed.</summary>
    internal static bool IsMissing(AmazonSQSException error, QueueAddress queue) =>
        error is QueueDoesNotExistException || (queue.Account is not null && error.StatusCode == HttpStatusCode.Forbidden);

    private static QueueMissingException Missing(IAmazonSQS sqs, QueueAddress queue, string busName, AmazonSQSException missing)
    {
        var place = sqs.Config.ServiceURL ?? sqs.Config.RegionEndpoint?.SystemName ?? "this region";
        var region = queue.Region is null || queue.Region == place ? place : $"{place}, region {queue.Region}";
        var remedy = queue.Account is null
            ? "Deploy it, or run the provisioner"
            : $"SQS: {missing.Message} Correct the address, or deploy the queue, with a policy that lets this account receive from it";
        return new QueueMissingException(
            $"Queue {queue} was not found at {region} (bus '{busName}'). {remedy}; receiving starts automatically when it exists.", missing);
    }

    // SQS accepts the count as a number or as text, and returns it unchanged.
    private static int Count(JsonElement count) => count.ValueKind == JsonValueKind.String
        ? int.Parse(count.GetString()!)
        : count.GetInt32();
}

/// <summary>The queue of an endpoint does not exist.</summary>
public sealed class QueueMissingException(string message, Exception inner) : Exception(message, inner);

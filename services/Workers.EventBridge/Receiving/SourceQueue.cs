using System.Text.Json;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// The queue of an endpoint. Dead-letter queue and receive count are read off its RedrivePolicy, so that they are configured
/// once, where the queue is made.
/// </summary>
/// <param name="Name">The queue's name.</param>
/// <param name="Url">The queue's URL.</param>
/// <param name="DeadLetterQueueUrl">Where failed messages go; null when the queue has no RedrivePolicy.</param>
/// <param name="MaxReceiveCount">At how many receives a failing message is given up; null when the queue has no RedrivePolicy.</param>
internal sealed record SourceQueue(string Name, string Url, string? DeadLetterQueueUrl, int? MaxReceiveCount)
{
    /// <summary>Finds the queue.</summary>
    /// <exception cref="QueueMissingException">There is no such queue, or its dead-letter queue is gone.</exception>
    public static async Task<SourceQueue> FindAsync(IAmazonSQS sqs, string name, string busName, CancellationToken cancellationToken)
    {
        var url = await UrlAsync(sqs, name, busName, cancellationToken).ConfigureAwait(false);
        var attributes = await sqs.GetQueueAttributesAsync(url, ["RedrivePolicy"], cancellationToken).ConfigureAwait(false);
        if (attributes.Attributes?.GetValueOrDefault("RedrivePolicy") is not { Length: > 0 } policy)
            return new SourceQueue(name, url, DeadLetterQueueUrl: null, MaxReceiveCount: null);

        using var redrive = JsonDocument.Parse(policy);
        var deadLetterArn = redrive.RootElement.GetProperty("deadLetterTargetArn").GetString()!;
        var deadLetterName = deadLetterArn[(deadLetterArn.LastIndexOf(':') + 1)..];
        var deadLetterUrl = await UrlAsync(sqs, deadLetterName, busName, cancellationToken).ConfigureAwait(false);
        return new SourceQueue(name, url, deadLetterUrl, Count(redrive.RootElement.GetProperty("maxReceiveCount")));
    }

    private static async Task<string> UrlAsync(IAmazonSQS sqs, string name, string busName, CancellationToken cancellationToken)
    {
        try
        {
            return (await sqs.GetQueueUrlAsync(name, cancellationToken).ConfigureAwait(false)).QueueUrl;
        }
        catch (QueueDoesNotExistException missing)
        {
            var place = sqs.Config.ServiceURL ?? sqs.Config.RegionEndpoint?.SystemName ?? "this region";
            throw new QueueMissingException(
                $"Queue '{name}' was not found at {place} (bus '{busName}'). Deploy it, or run the provisioner; receiving starts by itself once it is there.", missing);
        }
    }

    // SQS takes the count as a number or as text, and gives it back as it was given.
    private static int Count(JsonElement count) => count.ValueKind == JsonValueKind.String
        ? int.Parse(count.GetString()!)
        : count.GetInt32();
}

/// <summary>The queue of an endpoint does not exist.</summary>
public sealed class QueueMissingException(string message, Exception inner) : Exception(message, inner);

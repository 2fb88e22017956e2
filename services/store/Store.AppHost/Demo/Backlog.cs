using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Store.AppHost.Demo;

/// <summary>What is still on its way: messages in queues and events in outboxes.</summary>
/// <param name="sqs">Where the queues are.</param>
/// <param name="services">Those with an outbox, and with a queue if they are workers.</param>
internal sealed class Backlog(IAmazonSQS sqs, IReadOnlyList<ServiceReport> services)
{
    private readonly List<string> _queues = [.. services.Select(service => service.Service.Subscription?.Queue).OfType<string>()];
    private readonly ConcurrentDictionary<string, string> _urls = new(StringComparer.Ordinal);

    /// <summary>Messages that wait, are in somebody's hands, or are delayed.</summary>
    public async Task<int> WaitingAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(_queues.Select(queue => DepthAsync(queue, cancellationToken)))).Sum();

    /// <summary>Messages that were given up.</summary>
    public async Task<int> DeadLettersAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(_queues.Select(queue => DepthAsync($"{queue}-dlq", cancellationToken)))).Sum();

    /// <summary>Events that are stored and not published; null when a service does not answer.</summary>
    public async Task<int?> UnsentAsync(CancellationToken cancellationToken)
    {
        var unsent = await Task.WhenAll(services.Select(service => service.UnsentAsync(cancellationToken)));
        return unsent.Any(count => count is null) ? null : unsent.Sum();
    }

    /// <summary>Messages in one queue.</summary>
    public async Task<int> DepthAsync(string queue, CancellationToken cancellationToken)
    {
        if (!_urls.TryGetValue(queue, out var url))
            _urls[queue] = url = (await sqs.GetQueueUrlAsync(queue, cancellationToken)).QueueUrl;
        var depth = await sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest(
                url, ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible", "ApproximateNumberOfMessagesDelayed"]),
            cancellationToken);
        return depth.ApproximateNumberOfMessages + depth.ApproximateNumberOfMessagesNotVisible + depth.ApproximateNumberOfMessagesDelayed;
    }
}

using System.Collections.Concurrent;
using Amazon.SQS;
using Amazon.SQS.Model;

namespace Store.AppHost.Demo;

/// <summary>The unfinished work: messages in queues and events in outboxes.</summary>
/// <param name="sqs">The SQS client.</param>
/// <param name="services">The services with an outbox; workers also have a queue.</param>
internal sealed class Backlog(IAmazonSQS sqs, IReadOnlyList<ServiceReport> services)
{
    private readonly List<string> _queues = [.. services.Select(service => service.Service.Subscription?.Queue).OfType<string>()];
    private readonly ConcurrentDictionary<string, string> _urls = new(StringComparer.Ordinal);

    /// <summary>Visible, in-flight and delayed messages.</summary>
    public async Task<int> WaitingAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(_queues.Select(queue => DepthAsync(queue, cancellationToken)))).Sum();

    /// <summary>Messages in the dead-letter queues.</summary>
    public async Task<int> DeadLettersAsync(CancellationToken cancellationToken) =>
        (await Task.WhenAll(_queues.Select(queue => DepthAsync($"{queue}-dlq", cancellationToken)))).Sum();

    /// <summary>Unpublished events in the outboxes; null if a service does not answer.</summary>
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

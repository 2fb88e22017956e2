using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.EventBridge.Receiving;
using Workers.Hosting.Subscriptions;

namespace Workers.LocalAws.Testing;

/// <summary>Looks at workers' queues.</summary>
internal sealed class QueueWatch(IAmazonSQS sqs)
{
    private static readonly List<string> Counts =
    [
        QueueAttributeName.ApproximateNumberOfMessages,
        QueueAttributeName.ApproximateNumberOfMessagesNotVisible,
        QueueAttributeName.ApproximateNumberOfMessagesDelayed,
    ];

    public async Task UntilDrainedAsync(IReadOnlyList<Subscription> workers, TimeSpan timeout, CancellationToken cancellationToken)
    {
        List<string> busy = [];
        var isInTime = await Polling.UntilAsync(
            async () =>
            {
                busy.Clear();
                foreach (var worker in workers)
                    if (await DescribeAsync(worker, cancellationToken) is { } left)
                        busy.Add(left);
                return busy.Count == 0;
            },
            timeout,
            cancellationToken);
        if (!isInTime)
            throw new TimeoutException($"Not drained within {timeout.TotalSeconds:0.###} s. {string.Join(' ', busy)}");
    }

    /// <summary>Reads without taking: each message is visible again at once.</summary>
    public async Task<IReadOnlyList<DeadLetter>> DeadLettersAsync(string queue, CancellationToken cancellationToken)
    {
        var url = (await sqs.GetQueueUrlAsync(queue, cancellationToken)).QueueUrl;
        List<Message> all = [];
        while ((await sqs.ReceiveMessageAsync(Request(url), cancellationToken)).Messages is { Count: > 0 } messages)
            all.AddRange(messages);
        foreach (var message in all)
            await sqs.ChangeMessageVisibilityAsync(url, message.ReceiptHandle, 0, cancellationToken);
        return [.. all.Select(Read)];
    }

    /// <summary>What is left in the queue; null if it is empty.</summary>
    private async Task<string?> DescribeAsync(Subscription worker, CancellationToken cancellationToken)
    {
        var (visible, inFlight, delayed) = await CountAsync(worker.Queue, cancellationToken);
        if (visible + inFlight + delayed == 0)
            return null;
        var (dead, _, _) = await CountAsync(worker.DeadLetterQueue, cancellationToken);
        return $"Queue '{worker.Queue}': {visible} visible, {inFlight} in flight, {delayed} delayed; {dead} in its dead-letter queue.";
    }

    private async Task<(int Visible, int InFlight, int Delayed)> CountAsync(string queue, CancellationToken cancellationToken)
    {
        var url = (await sqs.GetQueueUrlAsync(queue, cancellationToken)).QueueUrl;
        var depth = await sqs.GetQueueAttributesAsync(url, Counts, cancellationToken);
        return (
            depth.ApproximateNumberOfMessages,
            depth.ApproximateNumberOfMessagesNotVisible,
            depth.ApproximateNumberOfMessagesDelayed);
    }

    private static ReceiveMessageRequest Request(string url) =>
        new(url) { MaxNumberOfMessages = 10, VisibilityTimeout = 30, MessageAttributeNames = ["All"] };

    private static DeadLetter Read(Message message)
    {
        var attributes = (message.MessageAttributes ?? []).ToDictionary(
            attribute => attribute.Key, attribute => attribute.Value.StringValue ?? "", StringComparer.Ordinal);
        return new DeadLetter(message.Body, attributes.GetValueOrDefault(DeadLetterQueue.Reason), attributes);
    }
}

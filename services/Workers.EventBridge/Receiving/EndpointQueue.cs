using Amazon.SQS;
using Workers.EventBridge.Configuration;

namespace Workers.EventBridge.Receiving;

/// <summary>A queue that was found, and what works on it.</summary>
internal sealed record EndpointQueue(
    IAmazonSQS Sqs,
    SourceQueue Queue,
    VisibilityRenewer Renewer,
    DeleteBatcher Deletes,
    DeadLetterQueue? DeadLetters,
    RedeliveryDelay Delay,
    ReceiveGate Gate,
    DeferredMessages Deferred)
{
    /// <summary>Finds the queue.</summary>
    /// <exception cref="QueueMissingException">There is no such queue, or its dead-letter queue is gone.</exception>
    public static async Task<EndpointQueue> FindAsync(
        IAmazonSQS sqs,
        EventBridgeReceiveEndpointConfiguration endpoint,
        EventBridgeHostSettings settings,
        CancellationToken cancellationToken)
    {
        var queue = await SourceQueue.FindAsync(sqs, endpoint.QueueName, settings.BusName, cancellationToken).ConfigureAwait(false);
        var renewer = new VisibilityRenewer(sqs, queue, endpoint.VisibilityTimeout, settings.TimeProvider);
        return new EndpointQueue(
            sqs,
            queue,
            renewer,
            new DeleteBatcher(sqs, queue, renewer, settings.TimeProvider, endpoint.Polls, endpoint.Places),
            queue.DeadLetterQueueUrl is null ? null : new DeadLetterQueue(sqs, queue, settings),
            new RedeliveryDelay(endpoint.RedeliveryDelay, endpoint.MaxRedeliveryDelay),
            endpoint.Gate,
            new DeferredMessages());
    }

    /// <summary>Whether SQS would dead-letter the message instead of handing it out once more.</summary>
    public bool IsLastReceive(HeldMessage message) => message.ReceiveCount >= Queue.MaxReceiveCount;
}

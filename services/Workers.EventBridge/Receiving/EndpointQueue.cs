using Amazon.SQS;
using MassTransit;
using Workers.EventBridge.Configuration;

namespace Workers.EventBridge.Receiving;

/// <summary>A queue that was found, and what works on it.</summary>
internal sealed record EndpointQueue(
    IAmazonSQS Sqs,
    SourceQueue Queue,
    int? MaxReceiveCount,
    VisibilityRenewer Renewer,
    DeleteBatcher Deletes,
    DeadLetterQueue? DeadLetters,
    RedeliveryDelay Delay,
    ReceiveGate Gate,
    DeferredMessages Deferred,
    FailureHistory Failures,
    CrashIsolation Isolation)
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
        queue.WarnOfNoRoom(endpoint.MaxReceiveCount);
        var renewer = new VisibilityRenewer(sqs, queue, endpoint.VisibilityTimeout, settings.TimeProvider);
        var maxReceiveCount = endpoint.MaxReceiveCount ?? queue.DefaultMaxReceiveCount;
        var failures = new FailureHistory();
        return new EndpointQueue(
            sqs,
            queue,
            maxReceiveCount,
            renewer,
            new DeleteBatcher(sqs, queue, renewer, settings.TimeProvider, endpoint.Polls, endpoint.Places),
            queue.DeadLetterQueueUrl is null ? null : new DeadLetterQueue(sqs, queue, settings),
            new RedeliveryDelay(endpoint.RedeliveryDelay, endpoint.MaxRedeliveryDelay),
            endpoint.Gate,
            new DeferredMessages(),
            failures,
            new CrashIsolation(
                queue.IsolationThreshold(maxReceiveCount), failures, endpoint.VisibilityTimeout, settings.TimeProvider));
    }

    /// <summary>Whether SQS would dead-letter the message instead of handing it out once more.</summary>
    public bool IsLastReceive(HeldMessage message) => message.ReceiveCount >= Queue.RedriveMaxReceiveCount;

    /// <summary>
    /// Whether a message that fails now goes to the dead-letter queue: it has failed as often as it may, or no other receive is left.
    /// </summary>
    public bool IsSpent(HeldMessage message, int failures) => failures >= MaxReceiveCount || IsLastReceive(message);

    /// <summary>Whether a message that fails while receiving is paused waits in hand, so that an outage costs it no more receives.</summary>
    public bool IsDeferrable(HeldMessage message, int failures) => IsSpent(message, failures) || message.ReceiveCount >= MaxReceiveCount;

    /// <summary>Moves the message to the dead-letter queue.</summary>
    public async Task DeadLetterAsync(DeadLetterQueue deadLetters, Delivery delivery, Exception exception)
    {
        var held = delivery.Held;
        await deadLetters.SendAsync(delivery, exception).ConfigureAwait(false);
        delivery.Note("workers.dead_lettered", ("workers.dead_letter.reason", DeadLetterQueue.ReasonOf(exception)));
        Failures.Remove(held.Message.MessageId);
        await Deletes.DeleteAsync(held).ConfigureAwait(false);

        // One line: a queue full of bad messages would fill the log with stacks.
        LogContext.Error?.Log(
            "Message {MessageId} of {Queue} is dead-lettered after {ReceiveCount} receives: {ExceptionType}: {Reason}",
            held.Message.MessageId,
            Queue.Name,
            held.ReceiveCount,
            exception.GetType().Name,
            exception.Tell());
        LogContext.Debug?.Log(exception, "Message {MessageId} of {Queue} is dead-lettered", held.Message.MessageId, Queue.Name);
    }
}

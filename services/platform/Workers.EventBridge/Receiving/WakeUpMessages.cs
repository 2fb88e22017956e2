using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>Messages without an event that only make a queue non-empty: sent with an attribute, and deleted at receipt.</summary>
internal sealed class WakeUpMessages(IAmazonSQS sqs, SourceQueue queue, TransportLog log)
{
    /// <summary>Sends one to a queue.</summary>
    /// <param name="sqs">The client.</param>
    /// <param name="queueName">The queue.</param>
    /// <param name="sender">The sender, as the attribute's value.</param>
    /// <param name="reason">Its body.</param>
    /// <param name="delay">How long SQS delays it.</param>
    /// <param name="cancellationToken">Ends the calls.</param>
    public static async Task SendAsync(
        IAmazonSQS sqs, string queueName, string sender, string reason, TimeSpan delay, CancellationToken cancellationToken)
    {
        var url = await sqs.GetQueueUrlAsync(queueName, cancellationToken).ConfigureAwait(false);
        var request = new SendMessageRequest(url.QueueUrl, reason)
        {
            DelaySeconds = (int)delay.TotalSeconds,
            MessageAttributes = new() { [SqsHeaders.WakeUp] = new() { DataType = "String", StringValue = sender } },
        };

        // In a group of its own, so that it blocks no event. A FIFO queue delays no single messages.
        if (SourceQueue.IsFifoName(queueName))
            (request.MessageGroupId, request.MessageDeduplicationId, request.DelaySeconds) = (SqsHeaders.WakeUp, Guid.NewGuid().ToString(), null);
        await sqs.SendMessageAsync(request, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// Deletes the wake-up messages among the received ones. If a delete fails, the message is received and deleted again.
    /// </summary>
    /// <returns>The others.</returns>
    public async Task<IReadOnlyList<Message>> RemoveAsync(IReadOnlyList<Message> received, CancellationToken cancellationToken)
    {
        if (!received.Any(IsWakeUp))
            return received;

        var wakeUps = received.Where(IsWakeUp).ToList();
        try
        {
            var entries = wakeUps.Select((message, index) => new DeleteMessageBatchRequestEntry($"{index}", message.ReceiptHandle));
            await sqs.DeleteMessageBatchAsync(queue.Url, [.. entries], cancellationToken).ConfigureAwait(false);
            log.Debug(error: null, "Wake-up messages of {Queue} were received and deleted: {Count}", queue.Name, wakeUps.Count);
        }
        catch (Exception error)
        {
            // Any exception: the events received with them are in flight now.
            log.Debug(error, "Wake-up messages of {Queue} could not be deleted and will be received again: {Count}", queue.Name, wakeUps.Count);
        }

        return [.. received.Except(wakeUps)];
    }

    private static bool IsWakeUp(Message message) => message.MessageAttributes?.ContainsKey(SqsHeaders.WakeUp) == true;
}

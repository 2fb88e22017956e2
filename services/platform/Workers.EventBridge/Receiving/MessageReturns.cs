using Amazon.SQS.Model;

namespace Workers.EventBridge.Receiving;

/// <summary>Returns messages that were not started, or that wait for the end of an outage: immediately visible to others.</summary>
internal sealed class MessageReturns(EndpointQueue queue)
{
    private long _count;

    /// <summary>Number of returned messages.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Returns messages, ten a call, and releases their places.</summary>
    public async Task ReturnAsync(IEnumerable<InFlightMessage> messages)
    {
        var isLast = messages.ToLookup(queue.IsLastReceive);
        foreach (var batch in isLast[false].Chunk(SqsPoller.MaxMessages))
            await ReturnBatchAsync(batch).ConfigureAwait(false);

        // Copies of a group in its order.
        await Task.WhenAll(
            isLast[true].GroupBy(message => queue.Groups is null ? message.ReceiptHandle : message.GroupId).Select(ReplaceAllAsync)).ConfigureAwait(false);
    }

    private async Task ReplaceAllAsync(IEnumerable<InFlightMessage> messages)
    {
        foreach (var message in messages)
            await ReplaceAsync(message).ConfigureAwait(false);
    }

    private async Task ReturnBatchAsync(InFlightMessage[] batch)
    {
        try
        {
            await Task.WhenAll(batch.Select(queue.Renewer.ReleaseAsync)).ConfigureAwait(false);
            var entries = batch.Select(
                (message, index) =>
                    new ChangeMessageVisibilityBatchRequestEntry($"{index}", message.ReceiptHandle) { VisibilityTimeout = 0 });
            var response = await queue.Sqs.ChangeMessageVisibilityBatchAsync(queue.Queue.Url, [.. entries]).ConfigureAwait(false);
            Interlocked.Add(ref _count, response.Successful?.Count ?? 0);
        }
        catch (Exception error)
        {
            queue.Log.Warning(
                error, "{Count} messages of {Queue} could not be returned; they become visible when their visibility timeout ends", batch.Length, queue.Queue.Name);
        }
        finally
        {
            foreach (var message in batch)
                Release(message);
        }
    }

    /// <summary>
    /// Sends a copy of a message that is at the last receive that SQS allows: if the message itself was returned, SQS would dead-letter it
    /// without a reason, although nothing is wrong with it. The event's id is in the body, and stays the same.
    /// </summary>
    private async Task ReplaceAsync(InFlightMessage message)
    {
        try
        {
            await queue.Sqs.SendMessageAsync(message.Copy(queue.Queue.Url)).ConfigureAwait(false);
            await queue.Deletes.DeleteAsync(message).ConfigureAwait(false);
            if (queue.Groups is not null)
                queue.Log.Warning(
                    "Message {MessageId} of {Queue} was returned at its last receive: a copy replaces it, at the end of its group {GroupId}",
                    message.Message.MessageId,
                    queue.Queue.Name,
                    message.GroupId);
            Interlocked.Increment(ref _count);
        }
        catch (Exception error)
        {
            queue.Renewer.Release(message);
            queue.Log.Warning(
                error,
                "Message {MessageId} of {Queue} is at its last receive and could not be replaced by a copy: SQS will dead-letter it",
                message.Message.MessageId,
                queue.Queue.Name);
        }
        finally
        {
            Release(message);
        }
    }

    private static void Release(InFlightMessage message)
    {
        message.EndIsolation();
        message.ReleasePlace();
    }
}

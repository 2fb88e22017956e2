using Amazon.SQS.Model;
using MassTransit;

namespace Workers.EventBridge.Receiving;

/// <summary>Gives messages back to the queue that were not started: at once visible to others.</summary>
internal sealed class MessageReturns(EndpointQueue queue)
{
    private long _count;

    /// <summary>Messages that were given back.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>Gives back as many as one call takes, ten, and releases their places.</summary>
    public async Task ReturnAsync(IReadOnlyCollection<HeldMessage> batch)
    {
        if (batch.Count == 0)
            return;

        try
        {
            await Task.WhenAll(batch.Select(queue.Renewer.LetGoAsync)).ConfigureAwait(false);
            var entries = batch.Select(
                (message, index) =>
                    new ChangeMessageVisibilityBatchRequestEntry($"{index}", message.ReceiptHandle) { VisibilityTimeout = 0 });
            var response = await queue.Sqs.ChangeMessageVisibilityBatchAsync(queue.Queue.Url, [.. entries]).ConfigureAwait(false);
            Interlocked.Add(ref _count, response.Successful?.Count ?? 0);
        }
        catch (Exception error)
        {
            LogContext.Warning?.Log(
                error, "{Count} messages of {Queue} could not be given back; their visibility timeout will", batch.Count, queue.Queue.Name);
        }
        finally
        {
            foreach (var message in batch)
            {
                message.EndIsolation();
                message.ReleasePlace();
            }
        }
    }
}

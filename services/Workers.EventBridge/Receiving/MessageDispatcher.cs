using Amazon.SQS.Model;
using MassTransit;
using MassTransit.Transports;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Empties the prefetch buffer: hands messages to the consumers, and gives back what is not to start, because of a stop or of a
/// held gate.
/// </summary>
internal sealed class MessageDispatcher(
    EndpointQueue queue,
    PrefetchBuffer buffer,
    ReceiveEndpointContext context,
    IReceivePipeDispatcher dispatcher,
    Deliveries deliveries,
    CancellationToken stopping)
{
    private long _finished;
    private long _returned;

    /// <summary>Messages whose consumers have come to an end, whatever it was.</summary>
    public long Finished => Interlocked.Read(ref _finished);

    /// <summary>Messages that were given back.</summary>
    public long Returned => Interlocked.Read(ref _returned);

    /// <summary>Handles until the buffer is complete and empty.</summary>
    /// <param name="concurrency">Messages at the same time.</param>
    public Task RunAsync(int concurrency) => Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(HandleAsync)));

    /// <summary>Gives back what waits in the buffer: it must not wait for consumers that take their time to finish.</summary>
    public async Task ReturnAllAsync()
    {
        while (buffer.TryTake(out var message))
            await ReturnAsync(message).ConfigureAwait(false);
    }

    private async Task HandleAsync()
    {
        await foreach (var message in buffer.TakeAllAsync().ConfigureAwait(false))
        {
            if (stopping.IsCancellationRequested || (!queue.Gate.IsOpen && !message.IsProbe))
            {
                await ReturnAsync(message).ConfigureAwait(false);
                continue;
            }

            var isDeferred = await ConsumeAsync(message).ConfigureAwait(false) == DeliveryOutcome.Deferred;
            Interlocked.Increment(ref _finished);
            if (!isDeferred)
                message.ReleasePlace();
            message.Probed();

            // The gate may have opened since: then nobody looks for deferred messages any more.
            if (isDeferred && queue.Gate.IsOpen && queue.Deferred.TryTake(one => one == message, out var resumed))
                buffer.Add(resumed);
        }
    }

    /// <returns>What became of it.</returns>
    private async Task<string> ConsumeAsync(HeldMessage message)
    {
        var begun = deliveries.Begin(message);
        using var scope = deliveries.BeginScope(begun);
        try
        {
            using var received = new SqsReceiveContext(begun, context);
            await dispatcher.Dispatch(received, new MessageLock(begun, queue)).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // The lock has given the message back or dead-lettered it, and has logged why.
            LogContext.Debug?.Log(error, "Message {MessageId} of {Queue} failed", message.Message.MessageId, queue.Queue.Name);
        }
        finally
        {
            deliveries.End(begun);
        }

        return begun.Outcome;
    }

    /// <summary>Gives a message back, at once visible to others: with what else waits in the buffer, ten at a time.</summary>
    private async Task ReturnAsync(HeldMessage first)
    {
        List<HeldMessage> batch = [];
        for (var message = first; message is not null;)
        {
            if (queue.IsLastReceive(message) && !stopping.IsCancellationRequested)
                queue.Deferred.Add(message);
            else
                batch.Add(message);
            message.Probed();
            if (batch.Count == Poller.MaxMessages || !buffer.TryTake(out message))
                break;
        }

        if (batch.Count == 0)
            return;

        try
        {
            await Task.WhenAll(batch.Select(queue.Renewer.LetGoAsync)).ConfigureAwait(false);
            var entries = batch.Select(
                (message, index) =>
                    new ChangeMessageVisibilityBatchRequestEntry($"{index}", message.ReceiptHandle) { VisibilityTimeout = 0 });
            var response = await queue.Sqs.ChangeMessageVisibilityBatchAsync(queue.Queue.Url, [.. entries]).ConfigureAwait(false);
            Interlocked.Add(ref _returned, response.Successful?.Count ?? 0);
        }
        catch (Exception error)
        {
            LogContext.Warning?.Log(
                error, "{Count} messages of {Queue} could not be given back; their visibility timeout will", batch.Count, queue.Queue.Name);
        }
        finally
        {
            batch.ForEach(message => message.ReleasePlace());
        }
    }
}

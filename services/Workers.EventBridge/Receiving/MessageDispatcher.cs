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
    MessageReturns returns,
    ReceiveEndpointContext context,
    IReceivePipeDispatcher dispatcher,
    Deliveries deliveries,
    CancellationToken stopping)
{
    private long _finished;

    /// <summary>Messages whose consumers have come to an end, whatever it was.</summary>
    public long Finished => Interlocked.Read(ref _finished);

    /// <summary>Handles until the buffer is complete and empty.</summary>
    /// <param name="concurrency">Messages at the same time.</param>
    public Task RunAsync(int concurrency) => Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => Task.Run(HandleAsync)));

    /// <summary>Gives back what waits in the buffer: it must not wait for consumers that take their time to finish.</summary>
    public async Task ReturnAllAsync()
    {
        while (buffer.TryTake(out var message))
            await ReturnAsync(message).ConfigureAwait(false);
    }

    /// <summary>
    /// At a stop, gives back what waits for receiving to go on, too. A message whose last receive it is stays: SQS would dead-letter it
    /// instead of handing it out, and without a reason. One that has failed is dead-lettered with its reason.
    /// </summary>
    public async Task ReturnDeferredAsync()
    {
        List<HeldMessage> batch = [];
        foreach (var message in queue.Deferred.TakeAll())
        {
            if (!queue.IsLastReceive(message))
                batch.Add(message);
            else if (message.DeferredBy is { Failure: { } failure } delivery && queue.DeadLetters is { } deadLetters)
                await queue.DeadLetterAsync(deadLetters, delivery, failure).ConfigureAwait(false);
            else
                await ConsumeAsync(message).ConfigureAwait(false);
        }

        foreach (var entries in batch.Chunk(Poller.MaxMessages))
            await returns.ReturnAsync(entries).ConfigureAwait(false);
    }

    private async Task HandleAsync()
    {
        await foreach (var message in buffer.TakeAllAsync().ConfigureAwait(false))
        {
            if ((stopping.IsCancellationRequested || !queue.Gate.IsOpen) && !message.IsProbe)
            {
                await ReturnAsync(message).ConfigureAwait(false);
                continue;
            }

            if (message.Isolation is not null || queue.Isolation.IsSuspect(message))
                await HandleSuspectAsync(message).ConfigureAwait(false);
            else
                await HandleAsync(message).ConfigureAwait(false);
        }
    }

    private async Task HandleSuspectAsync(HeldMessage message)
    {
        if (message.Isolation is null)
            await queue.Isolation.BeginAsync(message).ConfigureAwait(false);
        try
        {
            LogContext.Warning?.Log(
                "Message {MessageId} of {Queue} is at receive {ReceiveCount} and has not failed here: it may end processes, and is handled apart from others like it",
                message.Message.MessageId,
                queue.Queue.Name,
                message.ReceiveCount);
            await HandleAsync(message).ConfigureAwait(false);
        }
        finally
        {
            message.EndIsolation();
        }
    }

    private async Task HandleAsync(HeldMessage message)
    {
        var isDeferred = await ConsumeAsync(message).ConfigureAwait(false) == DeliveryOutcome.Deferred;
        Interlocked.Increment(ref _finished);
        if (!isDeferred)
            message.ReleasePlace();
        message.Probed();

        // The gate may have opened since: then nobody looks for deferred messages any more.
        if (isDeferred && queue.Gate.IsOpen && queue.Deferred.TryTake(one => one == message, out var resumed))
            buffer.Add(resumed);
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
            message.EndIsolation();
            if (queue.IsLastReceive(message))
                queue.Deferred.Add(message);
            else
                batch.Add(message);
            message.Probed();
            if (batch.Count == Poller.MaxMessages || !buffer.TryTake(out message))
                break;
        }

        await returns.ReturnAsync(batch).ConfigureAwait(false);
    }
}

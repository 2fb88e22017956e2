namespace Workers.EventBridge.Receiving;

/// <summary>
/// Empties the prefetch buffer: passes messages to the consumers, and returns messages that must not start because of a stop, an
/// open circuit or a pause.
/// </summary>
internal sealed class MessageDispatcher(
    EndpointQueue queue,
    PrefetchBuffer buffer,
    MessageReturns returns,
    IDeliveryHandler handler,
    Deliveries deliveries,
    TimeProvider time,
    CancellationToken stopping)
{
    private readonly Func<int> _othersInFlight = () => queue.Renewer.Count - queue.Deferred.Count - 1;
    private long _finished;

    /// <summary>Messages whose consumers have ended, with any outcome.</summary>
    public long Finished => Interlocked.Read(ref _finished);

    /// <summary>Handles until the buffer is complete and empty: one task for each concurrent message.</summary>
    public IEnumerable<Task> Run(int concurrency) => Enumerable.Range(0, concurrency).Select(_ => Task.Run(HandleAllAsync));

    /// <summary>
    /// Returns the buffered messages: they must not wait for slow consumers. Does not return messages that arrive when receiving resumes
    /// meanwhile.
    /// </summary>
    public async Task ReturnAllAsync()
    {
        while ((stopping.IsCancellationRequested || !queue.IsReceiving) && buffer.TryTake(out var message))
            await ReturnAsync(message).ConfigureAwait(false);
    }

    /// <summary>At a stop, also returns the deferred messages.</summary>
    public Task ReturnDeferredAsync() => returns.ReturnAsync(queue.Deferred.TakeAll().SelectMany(WithFollowers));

    private async Task HandleAllAsync()
    {
        await foreach (var message in buffer.TakeAllAsync().ConfigureAwait(false))
        {
            try
            {
                if ((stopping.IsCancellationRequested || !queue.IsReceiving) && !message.IsProbe)
                    await ReturnAsync(message).ConfigureAwait(false);
                else if (message.Isolation is not null || queue.Isolation.IsSuspect(message))
                    await HandleSuspectAsync(message).ConfigureAwait(false);
                else
                    await HandleAsync(message).ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // Any exception: the next message needs this loop; this one comes back when its visibility ends.
                queue.Log.Error(error, "Message {MessageId} of {Queue} could not be handled", message.Message.MessageId, queue.Queue.Name);
                queue.Renewer.Release(message);
                message.ReleasePlace();
                message.Probed();
                await returns.ReturnAsync(buffer.Leave(message)).ConfigureAwait(false);
            }
        }
    }

    /// <summary>
    /// The next message of the group starts if this one was done. Otherwise this one comes back, and the later ones must not overtake it.
    /// </summary>
    private async Task EndTurnAsync(InFlightMessage message)
    {
        if (message is { IsSettled: true, Lost.IsCancellationRequested: false } && queue.IsReceiving && !stopping.IsCancellationRequested)
        {
            buffer.Advance(message);
            return;
        }

        var followers = buffer.Leave(message);
        foreach (var follower in followers)
            queue.Failures.Keep(follower.Message.MessageId);
        await returns.ReturnAsync(followers).ConfigureAwait(false);
    }

    /// <summary>Starts the next attempt of a message that was kept in flight, unless it was resumed or returned before.</summary>
    private async Task ResumeAsync(InFlightMessage message, TimeSpan delay)
    {
        await Task.Delay(delay, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await queue.UntilReceivingAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (stopping.IsCancellationRequested || !queue.Deferred.TryTake(one => one == message, out var resumed))
            return;
        resumed.Resume();
        buffer.Add(resumed);
    }

    private IEnumerable<InFlightMessage> WithFollowers(InFlightMessage message) => [message, .. buffer.Leave(message)];

    private async Task HandleSuspectAsync(InFlightMessage message)
    {
        if (message.Isolation is null)
            await queue.Isolation.BeginAsync(message).ConfigureAwait(false);
        try
        {
            queue.Log.Warning(
                "Message {MessageId} of {Queue} is at receive {ReceiveCount} and has not failed here: it may crash the process, and is handled alone",
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

    private async Task HandleAsync(InFlightMessage message)
    {
        var isDeferred = await ConsumeAsync(message).ConfigureAwait(false) == DeliveryOutcome.Deferred;
        Interlocked.Increment(ref _finished);
        if (!isDeferred)
            message.ReleasePlace();
        message.Probed();
        if (queue.Groups is not null && !isDeferred)
            await EndTurnAsync(message).ConfigureAwait(false);

        // The circuit may have closed meanwhile: then nobody looks for deferred messages any more.
        if (isDeferred && message.NextAttempt is { } delay)
            _ = ResumeAsync(message, delay);
        else if (isDeferred && !queue.Circuit.IsOpen && queue.Deferred.TryTake(one => one == message, out var resumed))
            buffer.Add(resumed);
    }

    /// <returns>The outcome.</returns>
    private async Task<string> ConsumeAsync(InFlightMessage message)
    {
        var begun = deliveries.Begin(message, _othersInFlight);
        using var scope = deliveries.BeginScope(begun);
        var settlement = new MessageSettlement(begun, queue);
        try
        {
            await handler.HandleAsync(begun, settlement).ConfigureAwait(false);
        }
        catch (Exception error)
        {
            // Settlement has logged the reason, unless something failed before the consumers started.
            queue.Log.Debug(error, "Message {MessageId} of {Queue} failed", message.Message.MessageId, queue.Queue.Name);
            if (!settlement.IsSettled)
                await settlement.FailAsync(error).ConfigureAwait(false);
        }
        finally
        {
            deliveries.End(begun);
        }

        return begun.Outcome;
    }

    /// <summary>Returns a message, immediately visible to others, together with other buffered messages, ten at a time.</summary>
    private async Task ReturnAsync(InFlightMessage first)
    {
        List<InFlightMessage> batch = [];
        for (var message = first; message is not null;)
        {
            batch.AddRange(WithFollowers(message));
            message.Probed();
            if (batch.Count >= SqsPoller.MaxMessages || !buffer.TryTake(out message))
                break;
        }

        await returns.ReturnAsync(batch).ConfigureAwait(false);
    }
}

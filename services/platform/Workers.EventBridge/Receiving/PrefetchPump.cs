namespace Workers.EventBridge.Receiving;

/// <summary>Brings what was received into the prefetch buffer, to places that were taken for it before it was asked for.</summary>
internal sealed class PrefetchPump(EndpointQueue queue, PrefetchBuffer buffer, MessageReturns returns)
{
    /// <summary>Takes places, receives as many messages at most, and releases the places that stay empty.</summary>
    /// <param name="receive">Receives so many messages at most.</param>
    /// <param name="cancellationToken">Ends the wait for places.</param>
    /// <returns>Messages that were asked for, and that came.</returns>
    public async Task<(int Asked, int Received)> ReceiveAsync(
        Func<int, Task<IReadOnlyList<InFlightMessage>>> receive, CancellationToken cancellationToken)
    {
        var places = await buffer.Limiter.AcquireAsync(cancellationToken).ConfigureAwait(false);
        IReadOnlyList<InFlightMessage> messages = [];
        try
        {
            messages = await receive(places).ConfigureAwait(false);
            foreach (var message in messages)
                Track(message);
        }
        finally
        {
            buffer.Limiter.Release(places - messages.Count);
        }

        List<InFlightMessage> suspects = [];
        foreach (var message in messages)
        {
            // Another receive of a message at its last one would make SQS dead-letter it: it waits in the buffer for its turn.
            if (queue.Isolation.IsSuspect(message) && !queue.Isolation.TryBegin(message) && !queue.IsLastReceive(message))
                suspects.Add(message);
            else
                buffer.Add(message);
        }

        await returns.ReturnAsync(suspects).ConfigureAwait(false);
        return (places, messages.Count);
    }

    /// <summary>Brings in a probe, for which no place was taken.</summary>
    public void AdmitProbe(InFlightMessage message)
    {
        buffer.Limiter.Occupy();
        Track(message);
        buffer.Add(message);
    }

    /// <summary>Brings back a message that never left its place.</summary>
    public void Resume(InFlightMessage message) => buffer.Add(message);

    private void Track(InFlightMessage message)
    {
        message.Place = buffer.Limiter;
        queue.Renewer.Track(message);
    }
}

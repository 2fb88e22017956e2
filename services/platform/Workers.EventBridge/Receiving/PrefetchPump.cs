namespace Workers.EventBridge.Receiving;

/// <summary>Moves received messages into the prefetch buffer, into places that were taken before the poll.</summary>
internal sealed class PrefetchPump(EndpointQueue queue, PrefetchBuffer buffer, MessageReturns returns)
{
    /// <summary>Takes places, receives at most as many messages, and releases the unused places.</summary>
    /// <param name="receive">Receives at most the given number of messages.</param>
    /// <param name="cancellationToken">Ends the wait for places.</param>
    /// <returns>The number of requested and of received messages.</returns>
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

        List<InFlightMessage> suspects = [], first = [];
        foreach (var message in messages)
        {
            if (IsReturned(message, suspects))
                suspects.Add(message);
            else if (buffer.TryEnter(message))
                first.Add(message);
        }

        // A group is complete before its first message starts: if that one failed earlier, the group would end, and the messages that are not in it yet
        // would overtake those that go back with it.
        foreach (var message in first)
            buffer.Start(message);

        await returns.ReturnAsync(suspects).ConfigureAwait(false);
        return (places, messages.Count);
    }

    /// <summary>Adds a probe, which has no place yet.</summary>
    public void AdmitProbe(InFlightMessage message)
    {
        buffer.Limiter.Occupy();
        Track(message);
        buffer.Add(message);
    }

    /// <summary>Adds a message that kept its place.</summary>
    public void Resume(InFlightMessage message)
    {
        message.Resume();
        buffer.Add(message);
    }

    private bool IsReturned(InFlightMessage message, List<InFlightMessage> suspects)
    {
        if (queue.Groups is { } groups)
        {
            // A message of a FIFO queue must not overtake a suspect of its group, and takes its turn only as the first of it.
            if (suspects.Exists(suspect => suspect.GroupId == message.GroupId))
                return true;
            if (groups.IsBehind(message))
                return false;
        }

        // If it is at its last receive, another receive would make SQS dead-letter it: it waits in the buffer for its turn.
        return queue.Isolation.IsSuspect(message) && !queue.Isolation.TryBegin(message) && !queue.IsLastReceive(message);
    }

    private void Track(InFlightMessage message)
    {
        message.Place = buffer.Limiter;
        queue.Renewer.Track(message);
    }
}

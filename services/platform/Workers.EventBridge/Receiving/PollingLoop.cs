namespace Workers.EventBridge.Receiving;

/// <summary>
/// Fills the prefetch buffer, ten messages at a time. One poll runs long while the queue is quiet; the others start when a full batch has
/// arrived, and stop when nothing arrives any more.
/// </summary>
/// <param name="queue">While its circuit is open, it is paused, or it handles a suspect, there is no polling.</param>
/// <param name="poller">Receives from the queue.</param>
/// <param name="intake">Receives the messages.</param>
/// <param name="health">Is notified of successes and failures.</param>
/// <param name="polls">Concurrent polls, under load.</param>
/// <param name="waitTimeSeconds">Wait time of the first poll.</param>
/// <param name="stopping">No poll starts after this.</param>
internal sealed class PollingLoop(
    EndpointQueue queue, SqsPoller poller, PrefetchPump intake, EndpointHealth health, int polls, int waitTimeSeconds, CancellationToken stopping)
{
    // Messages that a poll returns are invisible to others: wait a moment for those that are on their way.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    // Until SQS notices the closed connection, it could deliver returned messages to it, and hide them for a visibility timeout.
    private static readonly TimeSpan HangUpDelay = TimeSpan.FromMilliseconds(250);

    private readonly MoreMessagesSignal _backlog = new();
    private readonly Task[] _underWay = [.. Enumerable.Repeat(Task.CompletedTask, polls)];
    private CancellationTokenSource _hangUp = new();

    /// <summary>Polls until stopped: one task for each poll.</summary>
    public IEnumerable<Task> Run() =>
        Enumerable.Range(0, polls).Select(index => Task.Run(() => PollAsync(index), CancellationToken.None));

    /// <summary>
    /// Cancels the running polls and waits for their end: otherwise they would receive the returned messages again.
    /// </summary>
    public async Task QuietAsync()
    {
        var hangUp = Interlocked.Exchange(ref _hangUp, new CancellationTokenSource());
        hangUp.CancelAfter(Grace);
        var underWay = _underWay.ToArray();
        await Task.WhenAll(underWay).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!Array.TrueForAll(underWay, poll => poll.IsCompletedSuccessfully))
            await Task.Delay(HangUpDelay).ConfigureAwait(false);
    }

    private async Task PollAsync(int index)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (index > 0)
                    await _backlog.WaitAsync(stopping).ConfigureAwait(false);
                await queue.UntilReceivingAsync(stopping).ConfigureAwait(false);
                await PollOnceAsync(index).ConfigureAwait(false);
                failures = 0;
                await health.WorksAsync().ConfigureAwait(false);
            }
            catch (Exception error)
            {
                if (!stopping.IsCancellationRequested && !queue.Circuit.IsOpen)
                    await health.FailedAsync(error, failures++, stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task PollOnceAsync(int index)
    {
        // Read before the state is checked: an open circuit, a pause or a stop cancels running polls, and waits for places, after it has
        // changed the state.
        var hangUp = Volatile.Read(ref _hangUp).Token;
        if (!queue.IsReceiving)
            return;

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(hangUp, stopping);
        try
        {
            await queue.Isolation.UntilNoneAsync(ends.Token).ConfigureAwait(false);
            if (index > 0 && queue.Isolation.IsOn)
            {
                _backlog.Set(isBacklog: false);
                return;
            }

            var (asked, received) = await intake.ReceiveAsync(
                places => ReceiveAsync(index, places, hangUp), ends.Token).ConfigureAwait(false);
            if (received == asked || (received == 0 && !queue.Isolation.IsOn))
                _backlog.Set(received > 0);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // The places that it waited for are not needed now.
        }
    }

    private async Task<IReadOnlyList<InFlightMessage>> ReceiveAsync(int index, int maxMessages, CancellationToken hangUp)
    {
        if (stopping.IsCancellationRequested || !queue.IsReceiving)
            return [];

        var receiving = poller.ReceiveAsync(queue.Isolation.IsOn ? 1 : maxMessages, index == 0 ? waitTimeSeconds : 1, hangUp);
        _underWay[index] = receiving;
        try
        {
            return await receiving.ConfigureAwait(false);
        }
        catch (Exception) when (hangUp.IsCancellationRequested)
        {
            // Any exception of a cancelled poll: the endpoint itself is healthy.
            return [];
        }
    }
}

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Fills the prefetch buffer, ten messages at a time. One poll waits long while the queue is quiet; the others join in when a
/// whole batch has come, until nothing comes any more.
/// </summary>
/// <param name="gate">While it is held or paused, nothing is polled for.</param>
/// <param name="isolation">While it handles a suspect, nothing is polled for.</param>
/// <param name="poller">Receives from the queue.</param>
/// <param name="intake">Takes what comes.</param>
/// <param name="health">Hears how it goes.</param>
/// <param name="polls">Polls at the same time, under load.</param>
/// <param name="waitTimeSeconds">How long the first of them waits for messages.</param>
/// <param name="stopping">No poll begins after this.</param>
internal sealed class PollingLoop(
    ReceiveGate gate, CrashIsolation isolation, SqsPoller poller, PrefetchPump intake, EndpointHealth health, int polls, int waitTimeSeconds, CancellationToken stopping)
{
    // What a poll brings is invisible to all others: messages that are on their way to us get a moment to arrive.
    private static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(250);

    // A service that has not yet noticed who hung up would hand to him what is given back, and hide it for a visibility timeout.
    private static readonly TimeSpan HangUpDelay = TimeSpan.FromMilliseconds(250);

    private readonly BacklogSignal _backlog = new();
    private readonly Task[] _underWay = [.. Enumerable.Repeat(Task.CompletedTask, polls)];
    private CancellationTokenSource _hangUp = new();

    /// <summary>Polls until stopped: a task for each poll.</summary>
    public IEnumerable<Task> Run() =>
        Enumerable.Range(0, polls).Select(index => Task.Run(() => PollAsync(index), CancellationToken.None));

    /// <summary>
    /// Ends the polls under way and waits for their end: what is given back to the queue would only come back through them.
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
                await gate.UntilReceivingAsync(stopping).ConfigureAwait(false);
                await PollOnceAsync(index).ConfigureAwait(false);
                failures = 0;
                await health.WorksAsync().ConfigureAwait(false);
            }
            catch (Exception error)
            {
                if (!stopping.IsCancellationRequested && gate.IsOpen)
                    await health.FailedAsync(error, failures++, stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task PollOnceAsync(int index)
    {
        // Read before the gate is looked at: who holds or pauses the gate, or stops, ends the polls under way, and the waits for places, after that.
        var hangUp = Volatile.Read(ref _hangUp).Token;
        if (!gate.IsReceiving)
            return;

        using var ends = CancellationTokenSource.CreateLinkedTokenSource(hangUp, stopping);
        try
        {
            await isolation.UntilNoneAsync(ends.Token).ConfigureAwait(false);
            if (index > 0 && isolation.IsOn)
            {
                _backlog.Set(isBacklog: false);
                return;
            }

            var (asked, received) = await intake.ReceiveAsync(
                places => ReceiveAsync(index, places, hangUp), ends.Token).ConfigureAwait(false);
            if (received == asked || (received == 0 && !isolation.IsOn))
                _backlog.Set(received > 0);
        }
        catch (OperationCanceledException) when (ends.IsCancellationRequested)
        {
            // It waited for places that are needed for nothing now.
        }
    }

    private async Task<IReadOnlyList<InFlightMessage>> ReceiveAsync(int index, int maxMessages, CancellationToken hangUp)
    {
        if (stopping.IsCancellationRequested || !gate.IsReceiving)
            return [];

        var receiving = poller.ReceiveAsync(isolation.IsOn ? 1 : maxMessages, index == 0 ? waitTimeSeconds : 1, hangUp);
        _underWay[index] = receiving;
        try
        {
            return await receiving.ConfigureAwait(false);
        }
        catch (Exception) when (hangUp.IsCancellationRequested)
        {
            // Whatever a poll that is cut off throws: it is over, and nothing is wrong with the endpoint.
            return [];
        }
    }
}

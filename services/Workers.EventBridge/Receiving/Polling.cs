namespace Workers.EventBridge.Receiving;

/// <summary>
/// Fills the prefetch buffer, ten messages at a time. One poll waits long while the queue is quiet; the others join in while
/// whole batches come.
/// </summary>
/// <param name="queue">The queue.</param>
/// <param name="poller">Receives from it.</param>
/// <param name="buffer">Takes what comes.</param>
/// <param name="health">Hears how it goes.</param>
/// <param name="stopping">No poll begins after this.</param>
/// <param name="hangUp">Cuts off the polls under way.</param>
internal sealed class Polling(
    EndpointQueue queue, Poller poller, PrefetchBuffer buffer, EndpointHealth health, CancellationToken stopping, CancellationToken hangUp)
{
    private readonly BacklogSignal _backlog = new();

    /// <summary>Polls until stopped.</summary>
    /// <param name="polls">Polls at the same time, under load.</param>
    /// <param name="waitTimeSeconds">How long the first of them waits for messages.</param>
    public Task RunAsync(int polls, int waitTimeSeconds) =>
        Task.WhenAll(
            Enumerable.Range(0, polls).Select(
                index => Task.Run(() => PollAsync(index == 0, index == 0 ? waitTimeSeconds : 1), CancellationToken.None)));

    private async Task PollAsync(bool isFirst, int waitTimeSeconds)
    {
        var failures = 0;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                if (!isFirst)
                    await _backlog.WaitAsync(stopping).ConfigureAwait(false);
                await buffer.Places.TakeAsync(Poller.MaxMessages, stopping).ConfigureAwait(false);
                await ReceiveAsync(waitTimeSeconds).ConfigureAwait(false);
                failures = 0;
                await health.WorksAsync().ConfigureAwait(false);
            }
            catch (Exception error)
            {
                // Whatever a poll that is cut off throws: it is over, and nothing is wrong with the endpoint.
                if (!stopping.IsCancellationRequested)
                    await health.FailedAsync(error, failures++, stopping).ConfigureAwait(false);
            }
        }
    }

    private async Task ReceiveAsync(int waitTimeSeconds)
    {
        IReadOnlyList<HeldMessage> messages = [];
        try
        {
            messages = await poller.ReceiveAsync(waitTimeSeconds, hangUp).ConfigureAwait(false);
            foreach (var message in messages)
            {
                queue.Renewer.Hold(message);
                buffer.Add(message);
            }

            _backlog.Set(messages.Count == Poller.MaxMessages);
        }
        finally
        {
            buffer.Places.Release(Poller.MaxMessages - messages.Count);
        }
    }
}

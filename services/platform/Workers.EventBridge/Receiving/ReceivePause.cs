namespace Workers.EventBridge.Receiving;

/// <summary>
/// Works while the gate is paused: ends the polls under way and gives back what was not started, so that only what is in hand is left.
/// </summary>
internal sealed class ReceivePause(EndpointQueue queue, PollingLoop polling, MessageDispatcher dispatcher, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Watches the gate until stopped.</summary>
    public Task RunAsync() => Supervision.RepeatAsync(
        async () =>
        {
            await queue.Gate.UntilPausedAsync(stopping).ConfigureAwait(false);
            queue.Log.Info("Receiving from {Queue} is paused", queue.Queue.Name);
            await polling.QuietAsync().ConfigureAwait(false);
            await dispatcher.ReturnAllAsync().ConfigureAwait(false);
            await queue.Gate.UntilResumedAsync(stopping).ConfigureAwait(false);
            queue.Log.Info("Receiving from {Queue} is resumed", queue.Queue.Name);
        },
        queue.Log,
        time,
        stopping);
}

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Runs while the circuit is open: cancels the running polls and returns messages that were not started, so that only running ones are left.
/// </summary>
internal sealed class PauseWatch(EndpointQueue queue, PollingLoop polling, MessageDispatcher dispatcher, TimeProvider time, CancellationToken stopping)
{
    /// <summary>Watches the pause until stopped.</summary>
    public Task RunAsync() => Supervision.RepeatAsync(
        async () =>
        {
            await queue.Pause.UntilPausedAsync(stopping).ConfigureAwait(false);
            queue.Log.Info("Receiving from {Queue} is paused", queue.Queue.Name);
            await polling.QuietAsync().ConfigureAwait(false);
            await dispatcher.ReturnAllAsync().ConfigureAwait(false);
            await queue.Pause.UntilResumedAsync(stopping).ConfigureAwait(false);
            queue.Log.Info("Receiving from {Queue} is resumed", queue.Queue.Name);
        },
        queue.Log,
        time,
        stopping);
}

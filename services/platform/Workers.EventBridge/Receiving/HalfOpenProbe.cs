using System.Diagnostics.Metrics;
using Amazon.SQS.Model;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Runs while the circuit is open: returns messages that were not started, waits, and then handles one message after the other as a probe,
/// until the circuit closes.
/// </summary>
internal sealed class HalfOpenProbe(
    EndpointQueue queue,
    SqsPoller poller,
    PollingLoop polling,
    PrefetchPump intake,
    MessageDispatcher dispatcher,
    EndpointHealth health,
    int waitTimeSeconds,
    TimeProvider time,
    CancellationToken stopping)
{
    /// <summary>Messages of a round that may show nothing about the dependency.</summary>
    private const int MaxProbes = 10;

    /// <summary>Pause between a round without a result and the next one.</summary>
    private static readonly TimeSpan RoundPause = TimeSpan.FromSeconds(5);

    /// <summary>1 while an endpoint's circuit is open.</summary>
    private static readonly UpDownCounter<int> OpenCircuits = EventBridgeMeter.Instance.CreateUpDownCounter<int>(
        "workers.circuit.open", unit: "{endpoint}", description: "Endpoints that receive nothing because a dependency is down.");

    private readonly KeyValuePair<string, object?> _tag = new("messaging.destination.name", queue.Queue.Name);

    /// <summary>Watches the circuit until stopped.</summary>
    public Task RunAsync() => Supervision.RepeatAsync(
        async () =>
        {
            await queue.Circuit.UntilOpenAsync(stopping).ConfigureAwait(false);
            Unfailing.Run(() => OpenCircuits.Add(1, _tag));
            try
            {
                await WhileOpenAsync().ConfigureAwait(false);
            }
            finally
            {
                Unfailing.Run(() => OpenCircuits.Add(-1, _tag));
            }
        },
        queue.Log,
        time,
        stopping);

    private async Task WhileOpenAsync()
    {
        Task? announced = null;
        while (queue.Circuit.State is { Until: { } until } state)
        {
            if (announced != state.Changed)
            {
                // Also if it was closed and opened again meanwhile: messages may have arrived in between.
                announced = state.Changed;
                await health.CircuitOpenedAsync(until, state.Reason).ConfigureAwait(false);
                await polling.QuietAsync().ConfigureAwait(false);
                await dispatcher.ReturnAllAsync().ConfigureAwait(false);
            }

            if (queue.Pause.IsPaused)
                await queue.Pause.UntilResumedAsync(stopping).ConfigureAwait(false);
            else if (until - time.GetUtcNow() is var left && left > TimeSpan.Zero)
                await WaitAsync(state.Changed, left).ConfigureAwait(false);
            else
                await ProbeAsync(state.Changed).ConfigureAwait(false);
            stopping.ThrowIfCancellationRequested();
        }

        foreach (var message in queue.Deferred.TakeAll())
            intake.Resume(message);
        await health.CircuitClosedAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Handles one message after the other until one shows whether the dependency is back: then the circuit has changed. A message that fails
    /// for a reason of its own, or is lost, shows nothing: the next one is tried at once.
    /// </summary>
    private async Task ProbeAsync(Task changed)
    {
        HashSet<string> asked = [];
        while (asked.Count < MaxProbes && !changed.IsCompleted && !queue.Pause.IsPaused && await NextAsync(asked).ConfigureAwait(false) is { } probe)
        {
            asked.Add(probe.Message.MessageId);
            await probe.IsProbed.WaitAsync(stopping).ConfigureAwait(false);
        }

        if (changed.IsCompleted || queue.Pause.IsPaused)
            return;
        if (asked.Count == 0 && await IsDependencyBackAsync().ConfigureAwait(false))
            queue.Circuit.Close();
        else
            await WaitAsync(changed, RoundPause).ConfigureAwait(false);
    }

    /// <summary>
    /// An empty queue has no message to probe with, so the circuit would stay open. While a message is invisible, such as one that failed here
    /// and comes back, there will be one.
    /// </summary>
    private async Task<bool> IsDependencyBackAsync()
    {
        try
        {
            return queue.Circuit.DependencyCheck is { } check
                && await IsEmptyAsync().ConfigureAwait(false)
                && await check(stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            queue.Log.Debug(error, "The dependency check of {Queue} failed", queue.Queue.Name);
            return false;
        }
    }

    private async Task<bool> IsEmptyAsync()
    {
        var depth = await queue.Sqs.GetQueueAttributesAsync(
            new GetQueueAttributesRequest(queue.Queue.Url, BacklogWatch.Counts), stopping).ConfigureAwait(false);
        return depth.ApproximateNumberOfMessages + depth.ApproximateNumberOfMessagesNotVisible + depth.ApproximateNumberOfMessagesDelayed == 0;
    }

    /// <summary>
    /// Prefers a new message: a deferred one may itself be the problem, and is tried if there is no other. Null if all were already tried
    /// in this round.
    /// </summary>
    private async Task<InFlightMessage?> NextAsync(HashSet<string> asked)
    {
        try
        {
            var wait = queue.Deferred.Count > 0 || asked.Count > 0 || queue.Circuit.DependencyCheck is not null ? 1 : waitTimeSeconds;
            var messages = await poller.ReceiveAsync(1, wait, stopping).ConfigureAwait(false);
            if (messages.Count > 0)
            {
                messages[0].Probe();
                intake.AdmitProbe(messages[0]);
                return messages[0];
            }
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            queue.Log.Warning(error, "Receiving a message of {Queue} as a probe failed", queue.Queue.Name);
            return null;
        }

        if (!queue.Deferred.TryTake(message => !asked.Contains(message.Message.MessageId), out var deferred))
            return null;
        deferred.LoneSince = queue.Deferred.Count > 0 || asked.Count > 0 ? null : deferred.LoneSince ?? time.GetTimestamp();
        deferred.Probe();
        intake.Resume(deferred);
        return deferred;
    }

    private async Task WaitAsync(Task changed, TimeSpan atMost) =>
        await changed.WaitAsync(atMost, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
}

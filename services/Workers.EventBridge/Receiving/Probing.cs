using System.Diagnostics.Metrics;
using MassTransit;
using Workers.EventBridge.Diagnostics;

namespace Workers.EventBridge.Receiving;

/// <summary>
/// Works while the gate is held: gives back what was not started, waits, and then lets one message after the other through,
/// until the gate opens.
/// </summary>
internal sealed class Probing(
    EndpointQueue queue,
    Poller poller,
    Polling polling,
    Intake intake,
    Handling handling,
    EndpointHealth health,
    TimeProvider time,
    CancellationToken stopping)
{
    /// <summary>1 while an endpoint's receiving is held.</summary>
    private static readonly UpDownCounter<int> HeldEndpoints = EventBridgeMeter.Instance.CreateUpDownCounter<int>(
        "workers.receive.held", unit: "{endpoint}", description: "Endpoints whose receiving is held back while a dependency is down.");

    private readonly KeyValuePair<string, object?> _tag = new("messaging.destination.name", queue.Queue.Name);

    /// <summary>Watches the gate until stopped.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                await queue.Gate.UntilHeldAsync(stopping).ConfigureAwait(false);
                HeldEndpoints.Add(1, _tag);
                try
                {
                    await WhileHeldAsync().ConfigureAwait(false);
                }
                finally
                {
                    HeldEndpoints.Add(-1, _tag);
                }
            }
        }
        catch (Exception) when (stopping.IsCancellationRequested)
        {
            // Whatever a probe that is cut off throws: the stop has to go on to what is in hand.
        }
    }

    private async Task WhileHeldAsync()
    {
        DateTimeOffset? announced = null;
        while (queue.Gate.State is { HeldUntil: { } until } state)
        {
            if (announced != until)
            {
                announced = until;
                await health.HeldAsync(until, state.Reason).ConfigureAwait(false);
                await polling.QuietAsync().ConfigureAwait(false);
                await handling.ReturnAllAsync().ConfigureAwait(false);
            }

            if (until - time.GetUtcNow() is var left && left > TimeSpan.Zero)
                await state.Changed.WaitAsync(left, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            else
                await ProbeAsync().ConfigureAwait(false);
            stopping.ThrowIfCancellationRequested();
        }

        while (queue.Parked.TryTake(out var message))
            intake.Resume(message);
        await health.OpenedAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// Lets one message through and waits for its end. A new one at best: a parked message may be at fault itself, and is tried
    /// when there is no other.
    /// </summary>
    private async Task ProbeAsync()
    {
        HeldMessage? probe = null;
        try
        {
            await intake.TakeInAsync(
                1,
                async () =>
                {
                    var messages = await poller.ReceiveAsync(1, waitTimeSeconds: 1, stopping).ConfigureAwait(false);
                    probe = messages.Count > 0 ? messages[0] : null;
                    probe?.Probe();
                    return messages;
                },
                stopping).ConfigureAwait(false);
        }
        catch (Exception error) when (!stopping.IsCancellationRequested)
        {
            LogContext.Warning?.Log(error, "Receiving a message of {Queue} as a probe failed", queue.Queue.Name);
            await Task.Delay(TimeSpan.FromSeconds(1), time, stopping).ConfigureAwait(false);
        }

        if (probe is null && queue.Parked.TryTake(out probe))
        {
            probe.Probe();
            intake.Resume(probe);
        }

        if (probe is not null)
            await probe.IsProbed.WaitAsync(stopping).ConfigureAwait(false);
    }
}

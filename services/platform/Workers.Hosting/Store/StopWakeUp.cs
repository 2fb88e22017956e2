using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Receiving;

namespace Workers.Hosting.Store;

/// <summary>
/// Lets a worker that stops with unsent events be started again. Workers are scaled by their queue's backlog, down to no task, and then
/// nobody would publish the outbox: so the worker finally sends a wake-up message to its own queue,
/// delayed until the first event is due.
/// </summary>
/// <param name="database">The outbox.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">The log.</param>
/// <param name="sender">Sends the message.</param>
/// <param name="queue">The worker's queue; null for a program that only publishes.</param>
internal sealed partial class StopWakeUp(
    OutboxDatabase database, TimeProvider time, ILogger<StopWakeUp> logger, IWakeUpSender? sender = null, WorkerQueue? queue = null)
{
    private static readonly TimeSpan CountTimeout = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(2);

    /// <summary>The limit of SQS. If nothing is due by then, the worker that is started sends another one at its stop.</summary>
    private static readonly TimeSpan MaxDelay = TimeSpan.FromMinutes(15);

    /// <summary>Sends one message if events are unsent. Never throws; takes 3 s at most.</summary>
    public async Task SendIfUnsentAsync()
    {
        if (sender is null || queue is null)
            return;

        var (unsent, delay) = await CountUnsentAsync();
        if (unsent == 0)
            return;

        // If the database does not answer, there may be some: an unnecessary task does no harm.
        var remaining = unsent is { } count ? $"{count} events" : "An unknown number of events";
        try
        {
            using var late = new CancellationTokenSource(SendTimeout, time);
            await sender.SendAsync(queue.Name, $"{remaining} in the outbox of this worker are unsent.", delay, late.Token);
            LogSent(logger, remaining, queue.Name);
        }
        catch (Exception error)
        {
            LogNotSent(logger, remaining, queue.Name, error.Describe());
        }
    }

    /// <summary>
    /// Number of events that another start may publish, without refused ones, and the time until the first one is due; null if the database
    /// does not answer.
    /// </summary>
    private async Task<(int? Unsent, TimeSpan Delay)> CountUnsentAsync()
    {
        (int?, TimeSpan) result = (null, TimeSpan.Zero);
        var now = time.GetUtcNow().UtcTicks;
        using var late = new CancellationTokenSource(CountTimeout, time);
        await database.TryUseAsync(async db =>
        {
            var unsent = db.Outbox.Where(entry => entry.RefusedAt == null);
            var due = await unsent.MinAsync(entry => (long?)(entry.ScheduledAt ?? 0), late.Token) ?? 0;
            var delay = TimeSpan.FromTicks(Math.Clamp(due - now, 0, MaxDelay.Ticks));
            result = (await unsent.CountAsync(late.Token), delay);
        });
        return result;
    }

    [LoggerMessage(
        LogLevel.Information,
        "{Remaining} are unsent at the stop and stay in the outbox. A wake-up message in {Queue} lets a worker be started that publishes them")]
    private static partial void LogSent(ILogger logger, string remaining, string queue);

    [LoggerMessage(
        LogLevel.Warning,
        "{Remaining} are unsent at the stop and stay in the outbox until a worker runs: no wake-up message could be sent to {Queue}. {Reason}")]
    private static partial void LogNotSent(ILogger logger, string remaining, string queue, string reason);
}

/// <summary>The queue that the worker receives from.</summary>
internal sealed record WorkerQueue(string Name);

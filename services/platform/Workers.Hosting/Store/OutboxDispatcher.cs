using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Store;

/// <summary>
/// Publishes the outbox. Events committed by this process are sent at once; after a crash or an outage, any process takes the remaining
/// ones, oldest first. A stop first publishes everything that the bus accepts, until the stop's time is nearly used up.
/// </summary>
internal sealed class OutboxDispatcher(
    CommittedEvents queue,
    OutboxPublications inFlight,
    OutboxDatabase database,
    StopWakeUp wakeUp,
    OutboxMetrics metrics,
    StopDeadline deadline,
    DatabaseClock clock,
    TimeProvider time) : BackgroundService
{
    private const int BatchSize = 200;

    /// <summary>PutEvents accepts at most ten events (Amazon EventBridge API Reference).</summary>
    private const int EventsPerCall = 10;

    /// <summary>
    /// Rows committed within this time share a call, as those of other publishers do; the first of a burst does not wait.
    /// </summary>
    private static readonly TimeSpan GatherTime = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    private Task? _stopped;

    /// <summary>Stops; further calls return the same task.</summary>
    public override Task StopAsync(CancellationToken cancellationToken) => _stopped ??= StopOnceAsync(cancellationToken);

    protected override Task ExecuteAsync(CancellationToken stoppingToken)
    {
        inFlight.StartSettling();
        return Task.WhenAll(
            PublishCommittedAsync(stoppingToken), SweepAsync(stoppingToken), inFlight.RenewAsync(stoppingToken), MeasureAsync(stoppingToken));
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        using (var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.IsNear))
            await DrainAsync(end.Token);
        await base.StopAsync(cancellationToken);
        await inFlight.StopAsync();
        await wakeUp.SendIfUnsentAsync();
    }

    private async Task PublishCommittedAsync(CancellationToken stopping)
    {
        try
        {
            while (await queue.WaitAsync(stopping))
            {
                if (!inFlight.IsEmpty && queue.Count < EventsPerCall)
                    await Task.Delay(GatherTime, time, stopping);
                await BeginAllAsync(stopping);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The stop releases the rows that wait in the queue.
        }
    }

    private async Task BeginAllAsync(CancellationToken stopping)
    {
        while (queue.Count > 0)
        {
            await inFlight.AcquireRoomAsync(stopping);
            if (queue.TryTake(out var entry))
                inFlight.Begin(entry);
            else
                inFlight.ReleaseRoom();
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await database.TryAsync(async () =>
            {
                while (await SweepOnceAsync(stopping) == BatchSize)
                {
                    // A full batch: there may be more.
                }
            });
            await Task.Delay(SweepInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task MeasureAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await database.TryUseAsync(async db =>
            {
                await clock.SynchronizeAsync(db, stopping);
                await metrics.MeasureAsync(db, stopping);
            });
            await Task.Delay(SweepInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Takes a batch of unleased rows, if there is room for one.</summary>
    /// <returns>The number of rows.</returns>
    private async Task<int> SweepOnceAsync(CancellationToken stopping)
    {
        while (inFlight.Room < BatchSize)
            await Task.Delay(Pause, time, stopping);

        List<OutboxEntry> entries = [];
        var leasedAt = time.GetTimestamp();
        await database.UseAsync(async db => entries = await db.LeaseAsync(queue, BatchSize, clock.UtcTicks, stopping));
        foreach (var entry in entries)
        {
            entry.LeasedAt = leasedAt;
            await inFlight.AcquireRoomAsync(CancellationToken.None);
            inFlight.Begin(entry);
        }

        return entries.Count;
    }

    /// <summary>Publishes committed events until none is left that the bus accepts, or the time is up.</summary>
    private async Task DrainAsync(CancellationToken cancellationToken) => await database.TryAsync(async () =>
    {
        do
        {
            while (queue.Count > 0 || !inFlight.IsEmpty)
                await Task.Delay(Pause, time, cancellationToken);
        }
        while (await SweepOnceAsync(cancellationToken) > 0);
    });
}

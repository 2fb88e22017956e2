using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>
/// Publishes the outbox. What this process commits goes out at once, in the order of the commits; what a crash or an outage left
/// is swept up, oldest first, by whichever process comes by. An event whose row could not be deleted is published again under the
/// same id, and recognised by its receivers' inboxes.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IServiceScopeFactory scopes,
    IEventPublisher publisher,
    OutboxQueue queue,
    OutboxMetrics metrics,
    TimeProvider time,
    ILogger<OutboxDispatcher> logger) : BackgroundService
{
    private const int BatchSize = 200;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private bool _isFailing;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        var left = Take(int.MaxValue);
        if (left.Count > 0)
            await TryAsync(() => WithStoreAsync(db => db.ReleaseAsync(left, cancellationToken)));
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        Task.WhenAll(PublishCommittedAsync(stoppingToken), SweepAsync(stoppingToken));

    private async Task PublishCommittedAsync(CancellationToken stopping)
    {
        while (await IsCommittedAsync(stopping))
        {
            var entries = Take(BatchSize);
            await TryAsync(() => PublishAsync(entries, stopping));
        }
    }

    private async Task<bool> IsCommittedAsync(CancellationToken stopping)
    {
        try
        {
            return await queue.WaitAsync(stopping);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private async Task SweepAsync(CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            await TryAsync(async () =>
            {
                while (await SweepOnceAsync(stopping) == BatchSize)
                {
                    // A full batch: there may be more.
                }

                await WithStoreAsync(db => metrics.MeasureAsync(db, stopping));
            });
            await Task.Delay(SweepInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task<int> SweepOnceAsync(CancellationToken stopping)
    {
        List<OutboxEntry> entries = [];
        await WithStoreAsync(async db => entries = await db.LeaseAsync(BatchSize, time, stopping));
        await PublishAsync(entries, stopping);
        return entries.Count;
    }

    private List<OutboxEntry> Take(int atMost)
    {
        List<OutboxEntry> entries = [];
        while (entries.Count < atMost && queue.TryTake(out var entry))
            entries.Add(entry);
        return entries;
    }

    private async Task PublishAsync(List<OutboxEntry> entries, CancellationToken stopping)
    {
        if (entries.Count == 0)
            return;

        // A stop ends the waiting for a better moment, and what was sent until then is settled all the same.
        var results = await publisher.PublishInOrderAsync([.. entries.Select(entry => entry.ToEvent())], stopping);
        await WithStoreAsync(db => SettleAsync(db, entries, results));
        List<OutboxEntry> unsent = [.. entries.Where((_, index) => results[index] is OperationCanceledException)];
        if (unsent.Count > 0)
            await WithStoreAsync(db => db.ReleaseAsync(unsent, CancellationToken.None));
    }

    private async Task SettleAsync(WorkerDbContext db, List<OutboxEntry> entries, IReadOnlyList<Exception?> results)
    {
        var published = entries.Where((_, index) => results[index] is null).Select(entry => entry.Sequence).ToList();
        await db.BeginAsync(CancellationToken.None);

        // As one parameter: the statement, and what EF Core makes of it, is the same for any number of rows.
        await db.Outbox.Where(entry => EF.Parameter(published).Contains(entry.Sequence)).ExecuteDeleteAsync();

        for (var i = 0; i < entries.Count; i++)
        {
            if (results[i] is { } error and not OperationCanceledException)
                await PostponeAsync(db, entries[i], error);
        }

        await db.CommitAsync(CancellationToken.None);
    }

    private async Task PostponeAsync(WorkerDbContext db, OutboxEntry entry, Exception error)
    {
        var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(entry.Failures, 10))));
        LogRefused(logger, error, entry.DetailType, entry.EventId, pause.TotalSeconds);
        var notBefore = time.GetUtcNow().Add(pause).UtcTicks;
        await db.Outbox.Where(row => row.Sequence == entry.Sequence).ExecuteUpdateAsync(
            row => row.SetProperty(e => e.Failures, entry.Failures + 1).SetProperty(e => e.NotBefore, notBefore));
    }

    private async Task WithStoreAsync(Func<WorkerDbContext, Task> use)
    {
        await using var scope = scopes.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<WorkerDbContext>());
    }

    /// <summary>A database that is away must not end the publishing: the rows are there when it is back. It is told once.</summary>
    private async Task TryAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
            if (Interlocked.Exchange(ref _isFailing, false))
                LogMended(logger);
        }
        catch (OperationCanceledException)
        {
            // The worker stops.
        }
        catch (Exception error)
        {
            if (!Interlocked.Exchange(ref _isFailing, true))
                LogFailed(logger, error);
            else
                LogFailedAgain(logger, error);
        }
    }

    [LoggerMessage(LogLevel.Error, "The outbox cannot be read or written; it is tried every few seconds, and told when it works again")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Debug, "The outbox still cannot be read or written")]
    private static partial void LogFailedAgain(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Information, "The outbox works again")]
    private static partial void LogMended(ILogger logger);

    [LoggerMessage(LogLevel.Error, "{DetailType} {Event} stays in the outbox and is tried again in {Seconds} s")]
    private static partial void LogRefused(ILogger logger, Exception error, string detailType, Guid @event, double seconds);
}

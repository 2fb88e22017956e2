using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>
/// Publishes the outbox, oldest first: right after a commit, and now and then for what a crash or an outage left. An event whose
/// row could not be deleted is published again under the same id, and recognised by its receivers' inboxes.
/// </summary>
internal sealed partial class OutboxDispatcher(
    IServiceScopeFactory scopes,
    IEventPublisher publisher,
    OutboxSignal signal,
    TimeProvider time,
    ILogger<OutboxDispatcher> logger) : BackgroundService
{
    private const int BatchSize = 200;

    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                while (await PublishBatchAsync(stoppingToken) == BatchSize)
                {
                    // A full batch: there may be more.
                }

                await signal.WaitAsync(SweepInterval, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                LogFailed(logger, error);
                await Task.Delay(SweepInterval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task<int> PublishBatchAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WorkerDbContext>();
        var now = time.GetUtcNow().UtcTicks;
        var entries = await db.Outbox.AsNoTracking()
            .Where(entry => entry.NotBefore <= now)
            .OrderBy(entry => entry.Sequence)
            .Take(BatchSize)
            .ToListAsync(cancellationToken);
        if (entries.Count == 0)
            return 0;

        var results = await publisher.PublishInOrderAsync([.. entries.Select(entry => entry.ToEvent())], cancellationToken);
        await SettleAsync(db, entries, results, CancellationToken.None);
        return entries.Count;
    }

    private async Task SettleAsync(
        WorkerDbContext db, List<OutboxEntry> entries, IReadOnlyList<Exception?> results, CancellationToken cancellationToken)
    {
        var published = entries.Where((_, index) => results[index] is null).Select(entry => entry.Sequence).ToList();
        await db.BeginAsync(cancellationToken);
        await db.Outbox.Where(entry => published.Contains(entry.Sequence)).ExecuteDeleteAsync(cancellationToken);

        for (var i = 0; i < entries.Count; i++)
        {
            if (results[i] is not { } error)
                continue;

            var entry = entries[i];
            var pause = TimeSpan.FromSeconds(Math.Min(LongestPause.TotalSeconds, Math.Pow(2, entry.Failures)));
            LogRefused(logger, error, entry.DetailType, entry.EventId, pause.TotalSeconds);
            var notBefore = time.GetUtcNow().Add(pause).UtcTicks;
            await db.Outbox.Where(row => row.Sequence == entry.Sequence)
                .ExecuteUpdateAsync(
                    row => row.SetProperty(e => e.Failures, entry.Failures + 1).SetProperty(e => e.NotBefore, notBefore),
                    cancellationToken);
        }

        await db.CommitAsync(cancellationToken);
    }

    [LoggerMessage(LogLevel.Error, "The outbox could not be published; it is tried again")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Error, "{DetailType} {Event} stays in the outbox and is tried again in {Seconds} s")]
    private static partial void LogRefused(ILogger logger, Exception error, string detailType, Guid @event, double seconds);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Store;

/// <summary>Deletes the rows of inbox and outbox whose time is over, a few at a time, so that no consumer waits for it.</summary>
internal sealed partial class StoreRetention(
    IServiceScopeFactory scopes, StoreOptions options, TimeProvider time, ILogger<StoreRetention> logger) : BackgroundService
{
    private const int BatchSize = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ForgetAsync(stoppingToken);
            }
            catch (Exception error) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(logger, error, Interval.TotalMinutes);
            }

            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Deletes what is over now.</summary>
    internal async Task ForgetAsync(CancellationToken cancellationToken)
    {
        var done = time.GetUtcNow().Subtract(options.InboxRetention).UtcTicks;
        await DeleteAsync(
            db => db.Inbox.Where(entry => entry.ProcessedAt < done).OrderBy(entry => entry.ProcessedAt).Take(BatchSize), cancellationToken);

        var unsent = time.GetUtcNow().Subtract(options.OutboxRetention).UtcTicks;
        var givenUp = await DeleteAsync(
            db => db.Outbox.Where(entry => entry.OccurredAt < unsent && entry.Failures > 0).Take(BatchSize), cancellationToken);
        if (givenUp > 0)
            LogGivenUp(logger, givenUp, options.OutboxRetention.TotalDays);
    }

    private async Task<int> DeleteAsync<T>(Func<WorkerDbContext, IQueryable<T>> rows, CancellationToken cancellationToken)
    {
        for (var all = 0; ;)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<WorkerDbContext>();
            await db.BeginAsync(cancellationToken);
            var deleted = await rows(db).ExecuteDeleteAsync(cancellationToken);
            await db.CommitAsync(cancellationToken);
            all += deleted;
            if (deleted < BatchSize)
                return all;
        }
    }

    [LoggerMessage(LogLevel.Error, "Inbox and outbox could not be cleaned; it is tried again in {Minutes} min")]
    private static partial void LogFailed(ILogger logger, Exception error, double minutes);

    [LoggerMessage(LogLevel.Error, "{Count} events in the outbox were refused for {Days} days and are given up")]
    private static partial void LogGivenUp(ILogger logger, int count, double days);
}

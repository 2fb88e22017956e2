using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Store;

/// <summary>
/// Deletes expired rows of the inbox and of the worker itself, a few at a time, so that no consumer waits for it. Also marks events as
/// refused that could not be published within the retention of the outbox. A failure of one step does not stop the others.
/// </summary>
internal sealed partial class StoreRetention(
    IServiceScopeFactory scopes, IEnumerable<IExpiredRows> expired, StoreOptions options, TimeProvider time, ILogger<StoreRetention> logger) : BackgroundService
{
    private const int BatchSize = 1000;

    private static readonly TimeSpan Interval = TimeSpan.FromMinutes(10);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            await ForgetAsync(stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.Delay(Interval, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Deletes the rows that have expired by now.</summary>
    internal async Task ForgetAsync(CancellationToken cancellationToken)
    {
        await TryAsync("Inbox", ForgetInboxAsync, cancellationToken);
        await TryAsync("Outbox", RefuseUnsentAsync, cancellationToken);
        foreach (var rows in expired)
            await TryAsync(
                rows.Name, token => DeleteAsync((db, stop) => rows.DeleteAsync(db, time.GetUtcNow(), BatchSize, stop), token), cancellationToken);
    }

    private async Task TryAsync(string rows, Func<CancellationToken, Task> forget, CancellationToken cancellationToken)
    {
        try
        {
            await forget(cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            LogFailed(logger, error, rows, Interval.TotalMinutes);
        }
    }

    private Task ForgetInboxAsync(CancellationToken cancellationToken)
    {
        var done = time.GetUtcNow().Subtract(options.InboxRetention).UtcTicks;
        return DeleteAsync(
            (db, token) => db.Inbox.Where(entry => entry.ProcessedAt < done).OrderBy(entry => entry.ProcessedAt).Take(BatchSize).ExecuteDeleteAsync(token),
            cancellationToken);
    }

    private async Task RefuseUnsentAsync(CancellationToken cancellationToken)
    {
        var unsent = time.GetUtcNow().Subtract(options.OutboxRetention).UtcTicks;
        var refusal = $"It could not be published within {options.OutboxRetention.TotalDays:0.##} days.";
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<StoreContext>().Db;
        await db.BeginAsync(cancellationToken);
        var refused = await db.RefuseOlderAsync(unsent, refusal, time.GetUtcNow().UtcTicks, cancellationToken);
        await StoreSession.Of(db).CommitStatementsAsync(cancellationToken);
        if (refused > 0)
            LogRefused(logger, refused, options.OutboxRetention.TotalDays);
    }

    private async Task DeleteAsync(Func<DbContext, CancellationToken, Task<int>> delete, CancellationToken cancellationToken)
    {
        while (true)
        {
            await using var scope = scopes.CreateAsyncScope();
            var db = scope.ServiceProvider.GetRequiredService<StoreContext>().Db;
            await db.BeginAsync(cancellationToken);
            var deleted = await delete(db, cancellationToken);
            await StoreSession.Of(db).CommitStatementsAsync(cancellationToken);
            if (deleted < BatchSize)
                return;
        }
    }

    [LoggerMessage(LogLevel.Error, "Retention of {Rows} failed; it is retried in {Minutes} min")]
    private static partial void LogFailed(ILogger logger, Exception error, string rows, double minutes);

    [LoggerMessage(
        LogLevel.Error,
        "{Count} events in the outbox could not be published for {Days} days: they are kept as refused. Run the program with --publish-refused "
        + "to publish them")]
    private static partial void LogRefused(ILogger logger, int count, double days);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Workers.Hosting.Store;

/// <summary>
/// The outbox's tables, for background services. An outage of the database must not end them: the rows are still there afterwards. It is
/// reported once.
/// </summary>
internal sealed partial class OutboxDatabase(IServiceScopeFactory scopes, ILogger<OutboxDatabase> logger)
{
    private bool _isFailing;

    /// <summary>Uses the database, in its own scope.</summary>
    public async Task UseAsync(Func<DbContext, Task> use)
    {
        await using var scope = scopes.CreateAsyncScope();
        await use(scope.ServiceProvider.GetRequiredService<StoreContext>().Db);
    }

    /// <summary>Tries to use the database.</summary>
    /// <returns>Whether it succeeded; false after a cancellation.</returns>
    public Task<bool> TryUseAsync(Func<DbContext, Task> use) => TryAsync(() => UseAsync(use));

    /// <summary>Tries code that uses the database.</summary>
    /// <returns>Whether it succeeded; false after a cancellation.</returns>
    public async Task<bool> TryAsync(Func<Task> attempt)
    {
        try
        {
            await attempt();
            if (Interlocked.Exchange(ref _isFailing, false))
                LogRecovered(logger);
            return true;
        }
        catch (OperationCanceledException)
        {
            // The worker is stopping.
        }
        catch (Exception error)
        {
            if (!Interlocked.Exchange(ref _isFailing, true))
                LogFailed(logger, error);
            else
                LogFailedAgain(logger, error);
        }

        return false;
    }

    [LoggerMessage(LogLevel.Error, "The outbox cannot be read or written; this is retried every few seconds, and the recovery is logged")]
    private static partial void LogFailed(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Debug, "The outbox still cannot be read or written")]
    private static partial void LogFailedAgain(ILogger logger, Exception error);

    [LoggerMessage(LogLevel.Information, "The outbox works again")]
    private static partial void LogRecovered(ILogger logger);
}

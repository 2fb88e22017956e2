using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Store.Migrations;

/// <summary>
/// Sees to it, before anything is received, that the tables are those this version needs: in development they are migrated, elsewhere
/// that is the deployment's step (<c>--migrate</c>), and a worker without them does not start. It keeps its connection until the end:
/// when the last one to a SQLite file closes, the write-ahead log is folded in, which is no work to do after each event.
/// </summary>
internal sealed class StorePreparation(IServiceScopeFactory scopes, IHostEnvironment environment, DatabaseClock clock) : IHostedService, IAsyncDisposable
{
    private readonly AsyncServiceScope _scope = scopes.CreateAsyncScope();

    /// <exception cref="SettingsException">Migrations are missing, for the database or for the model.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var db = _scope.ServiceProvider.GetRequiredService<WorkerDbContext>();
        if (environment.IsDevelopment())
            await db.MigrateAsync(cancellationToken);
        else if (await db.PendingAsync(cancellationToken) is { Count: > 0 } pending)
            throw new SettingsException(
                $"The database lacks {string.Join(", ", pending)}: run the program once with --migrate, before its new version starts.");
        await db.CheckModelAsync(cancellationToken);

        await clock.SynchronizeAsync(db, cancellationToken);
        if (db.Database.IsSqlite())
            await db.Database.OpenConnectionAsync(cancellationToken);
        await WarmUpAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _scope.DisposeAsync();

    /// <summary>
    /// Goes once, for nothing, the way that each event goes: question, transaction, rows, and then no commit. What the runtime and EF
    /// Core compile at first use takes seconds of a small task's processor, and would come off the time of the first events.
    /// </summary>
    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<WorkerDbContext>();
        try
        {
            db.Inbox.Add(new InboxEntry { EventId = Guid.Empty, Consumer = "", DetailType = "" });
            db.Outbox.Add(new OutboxEntry { EventId = Guid.Empty, Source = "", DetailType = "", Detail = [], OccurredAt = 0 });
            await db.Inbox.AnyAsync(entry => entry.EventId == Guid.Empty, cancellationToken);
            await db.BeginAsync(cancellationToken);
            await db.SaveWithoutOverridesAsync(cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // A database that takes no rows just now is for the circuit breaker and the health check to tell, and an interceptor may
            // need an event or a request.
        }
    }
}

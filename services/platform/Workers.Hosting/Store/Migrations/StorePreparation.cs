using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Store.Migrations;

/// <summary>
/// Ensures, before anything is received, that the tables match this version: in development it migrates them; elsewhere the deployment does
/// (<c>--migrate</c>), and without that the worker does not start. It keeps its connection open until the end: when the last connection to
/// a SQLite file closes, the write-ahead log is checkpointed, which must not happen after each event.
/// </summary>
internal sealed class StorePreparation(IServiceScopeFactory scopes, IHostEnvironment environment, DatabaseClock clock) : IHostedService, IAsyncDisposable
{
    private readonly AsyncServiceScope _scope = scopes.CreateAsyncScope();

    /// <exception cref="SettingsException">Migrations are missing, for the database or for the model.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var db = _scope.ServiceProvider.GetRequiredService<StoreContext>().Db;
        if (environment.IsDevelopment())
            await db.MigrateAsync(cancellationToken);
        else if (await db.PendingAsync(cancellationToken) is { Count: > 0 } pending)
            throw new SettingsException(
                $"The database lacks {string.Join(", ", pending)}: run the program once with --migrate before its new version starts.");
        await db.CheckModelAsync(cancellationToken);

        await clock.SynchronizeAsync(db, cancellationToken);
        if (StoreSession.Of(db).Provider.HasOneWriter)
            await db.Database.OpenConnectionAsync(cancellationToken);
        await WarmUpAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _scope.DisposeAsync();

    /// <summary>
    /// Runs the steps of an event once, without a commit: query, transaction, rows. On first use, the runtime and EF Core compile code,
    /// which takes seconds of a small task's processor and would delay the first events.
    /// </summary>
    private async Task WarmUpAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<StoreContext>().Db;
        try
        {
            db.Inbox.Add(new InboxEntry { EventId = Guid.Empty, Consumer = "", DetailType = "" });
            db.Outbox.Add(new OutboxEntry { EventId = Guid.Empty, Source = "", DetailType = "", Detail = [], OccurredAt = 0 });
            await db.Inbox.AnyAsync(entry => entry.EventId == Guid.Empty, cancellationToken);
            await db.BeginAsync(cancellationToken);
            await PlainSave.RunAsync(db, cancellationToken);
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // If the database rejects rows now, the circuit breaker and the health check will report it; and an interceptor may need an
            // event or a request.
        }
    }
}

using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Workers.Hosting.Store;

/// <summary>
/// Creates the tables before anything is received. It keeps its connection until the end: when the last one to a SQLite file
/// closes, the write-ahead log is folded in, which is no work to do after each event.
/// </summary>
internal sealed class StoreCreation(IServiceScopeFactory scopes) : IHostedService, IAsyncDisposable
{
    private readonly AsyncServiceScope _scope = scopes.CreateAsyncScope();

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var db = _scope.ServiceProvider.GetRequiredService<WorkerDbContext>();
        if (
            db.Database.IsSqlite() && Path.GetDirectoryName(
                new SqliteConnectionStringBuilder(db.Database.GetConnectionString()).DataSource) is { Length: > 0 } folder)
            Directory.CreateDirectory(folder);
        await db.Database.EnsureCreatedAsync(cancellationToken);
        if (db.Database.IsSqlite())
            await db.Database.OpenConnectionAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public ValueTask DisposeAsync() => _scope.DisposeAsync();
}

using Microsoft.EntityFrameworkCore;
using Crashing.Worker;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

/// <summary>A worker's store with an empty database of its own, without a worker.</summary>
public class TestStore<TContext> : IAsyncDisposable
    where TContext : DbContext
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("store-");
    private readonly ServiceProvider _services;

    public TestStore(DatabaseKind database, Action<IServiceCollection>? configure = null)
    {
        var connection = database == DatabaseKind.Postgres
            ? PostgresServer.Get().CreateDatabase()
            : $"Data Source={Path.Combine(_folder.FullName, "answers.db")}";
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddWorkerStore<TContext>(
            database == DatabaseKind.Postgres ? PostgreSqlProvider.Instance : SqliteProvider.Instance, connection, new StoreOptions());
        configure?.Invoke(services);
        _services = services.BuildServiceProvider();
    }

    internal CommittedEvents Queue => _services.GetRequiredService<CommittedEvents>();

    /// <summary>Uses the context of a scope, and ends the scope after it.</summary>
    /// <returns>The context that was used.</returns>
    public async Task<TContext> UseAsync(Func<TContext, Task> use)
    {
        ArgumentNullException.ThrowIfNull(use);
        await using var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<TContext>();
        await use(db);
        return db;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Delete(recursive: true);
        GC.SuppressFinalize(this);
    }
}

/// <summary>The store of <see cref="Crashing.Worker"/>.</summary>
public sealed class AnswerStore(DatabaseKind database) : TestStore<AnswerDbContext>(database);

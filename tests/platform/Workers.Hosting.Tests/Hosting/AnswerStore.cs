using Crashing.Worker;
using Microsoft.Extensions.DependencyInjection;
using Postgres.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>A worker's store with an empty database of its own, and no worker.</summary>
internal sealed class AnswerStore : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("store-");
    private readonly ServiceProvider _services;

    public AnswerStore(DatabaseKind database)
    {
        var connection = database == DatabaseKind.Postgres
            ? PostgresServer.Get().CreateDatabase()
            : $"Data Source={Path.Combine(_folder.FullName, "answers.db")}";
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton(TimeProvider.System);
        services.AddWorkerStore<AnswerDbContext>(connection, new StoreOptions());
        _services = services.BuildServiceProvider();
    }

    /// <summary>Uses the context of a scope, which ends after it.</summary>
    /// <returns>The context that it was.</returns>
    public async Task<AnswerDbContext> UseAsync(Func<AnswerDbContext, Task> use)
    {
        await using var scope = _services.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AnswerDbContext>();
        await use(db);
        return db;
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Store;

/// <summary>For code that opens the store of a worker without the worker, such as a test or <c>dotnet ef</c>.</summary>
public static class StoreOptionsExtensions
{
    /// <summary>
    /// Makes the context the store of a worker: with its inbox and outbox, and with the migrations of both. <c>AddStore</c> does it too.
    /// </summary>
    public static DbContextOptionsBuilder UseWorkerStore(this DbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new StoreOptionsExtension());
        return options
            .ReplaceService<IInterceptors, StoreInterceptors>()
            .ReplaceService<IDbContextTransactionManager, StoreTransactionManager>()
            .ReplaceService<IMigrationsAssembly, WorkerMigrations>()
            .AddInterceptors(ConsumerStatements.Instance, RawSqlMark.Instance)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
    }

    /// <inheritdoc cref="UseWorkerStore(DbContextOptionsBuilder)" />
    public static DbContextOptionsBuilder<TContext> UseWorkerStore<TContext>(this DbContextOptionsBuilder<TContext> options)
        where TContext : DbContext => (DbContextOptionsBuilder<TContext>)UseWorkerStore((DbContextOptionsBuilder)options);
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Storage;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Store;

internal static class StoreOptionsExtensions
{
    /// <summary>Makes the context the store of a worker: with its inbox and outbox, and with the migrations of both.</summary>
    public static DbContextOptionsBuilder UseWorkerStore(this DbContextOptionsBuilder options, StoreProvider provider, string connectionString)
    {
        ArgumentNullException.ThrowIfNull(options);
        provider.Configure(options, connectionString);
        return options.UseWorkerStore(provider);
    }

    /// <summary>The same, for a context that is connected already.</summary>
    public static DbContextOptionsBuilder UseWorkerStore(this DbContextOptionsBuilder options, StoreProvider provider)
    {
        ((IDbContextOptionsBuilderInfrastructure)options).AddOrUpdateExtension(new StoreOptionsExtension(provider));
        return options
            .ReplaceService<IInterceptors, StoreInterceptors>()
            .ReplaceService<IDbContextTransactionManager, StoreTransactionManager>()
            .ReplaceService<IMigrationsAssembly, WorkerMigrations>()
            .AddInterceptors(ConsumerStatements.Instance, RawSqlMark.Instance, provider.Spans)
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Migrations;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Store;

/// <summary>For code that opens a worker's database without the worker.</summary>
public static class WorkerMigrationsExtensions
{
    /// <summary>Finds the migrations of the worker's database: those of inbox and outbox, and its own.</summary>
    public static DbContextOptionsBuilder UseWorkerMigrations(this DbContextOptionsBuilder options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.ReplaceService<IMigrationsAssembly, WorkerMigrations>()
            .ConfigureWarnings(warnings => warnings.Ignore(RelationalEventId.PendingModelChangesWarning));
    }

    /// <summary>Finds the migrations of the worker's database: those of inbox and outbox, and its own.</summary>
    public static DbContextOptionsBuilder<TContext> UseWorkerMigrations<TContext>(this DbContextOptionsBuilder<TContext> options)
        where TContext : DbContext => (DbContextOptionsBuilder<TContext>)UseWorkerMigrations((DbContextOptionsBuilder)options);
}

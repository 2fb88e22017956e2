using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Workers.Hosting;

/// <summary>SQLite for stores.</summary>
public static class SqliteStoreExtensions
{
    /// <summary>
    /// Keeps the store in a SQLite file, unless the connection string names a host and <c>UsePostgreSql</c> was called too. Without a
    /// connection string the file is named after the worker, in the folder of the setting <c>DataDirectory</c>.
    /// </summary>
    public static StoreBuilder UseSqlite(this StoreBuilder store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Add(SqliteProvider.Instance);
    }

    /// <summary>Opens the store of a worker without the worker, such as in a test.</summary>
    /// <param name="options">The options of its context.</param>
    /// <param name="connectionString">Such as <c>Data Source=payment.db</c>.</param>
    public static DbContextOptionsBuilder UseSqliteStore(this DbContextOptionsBuilder options, string connectionString) =>
        options.UseWorkerStore(SqliteProvider.Instance, connectionString);

    /// <summary>The same on an open connection, such as to a database in memory.</summary>
    /// <param name="options">The options of its context.</param>
    /// <param name="connection">The connection; it stays open.</param>
    public static DbContextOptionsBuilder UseSqliteStore(this DbContextOptionsBuilder options, SqliteConnection connection)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.UseSqlite(connection).UseWorkerStore(SqliteProvider.Instance);
    }
}

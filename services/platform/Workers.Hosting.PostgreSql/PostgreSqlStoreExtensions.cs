using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Workers.Hosting;

/// <summary>PostgreSQL for stores.</summary>
public static class PostgreSqlStoreExtensions
{
    /// <summary>
    /// Keeps the store in a database of PostgreSQL: <c>ConnectionStrings:Store</c> names its host, such as
    /// <c>Host=db;Database=payment;Username=payment</c>.
    /// </summary>
    public static StoreBuilder UsePostgreSql(this StoreBuilder store)
    {
        ArgumentNullException.ThrowIfNull(store);
        return store.Add(PostgreSqlProvider.Instance);
    }

    /// <summary>Opens the store of a worker without the worker, such as in a test.</summary>
    /// <param name="options">The options of its context.</param>
    /// <param name="connectionString">Such as <c>Host=db;Database=payment;Username=payment</c>.</param>
    public static DbContextOptionsBuilder UsePostgreSqlStore(this DbContextOptionsBuilder options, string connectionString) =>
        options.UseWorkerStore(PostgreSqlProvider.Instance, connectionString);
}

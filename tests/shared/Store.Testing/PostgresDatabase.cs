using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Workers.Hosting;

namespace Store.Testing;

/// <summary>
/// One database for all tests of a context: to make one takes longer than a test. Who borrows it finds it empty, and is alone.
/// </summary>
public sealed class PostgresDatabase<TContext> : IDisposable
    where TContext : DbContext
{
    private static readonly SemaphoreSlim Free = new(1);
    private static string? _connectionString;

    /// <summary>Waits until it is free, and empties it; the test is skipped when there is no server.</summary>
    public PostgresDatabase()
    {
        var server = PostgresServer.Get();
        Free.Wait();
        try
        {
            if (_connectionString is null)
            {
                var created = server.CreateDatabase();
                using var first = Open(created);
                first.Database.Migrate();
                _connectionString = created;
            }

            Empty(_connectionString);
            ConnectionString = _connectionString;
        }
        catch
        {
            Free.Release();
            throw;
        }
    }

    /// <summary>For its tables.</summary>
    public string ConnectionString { get; }

    /// <summary>Gives it back.</summary>
    public void Dispose() => Free.Release();

    private static void Empty(string connectionString)
    {
        using var db = Open(connectionString);
        var tables = db.Model.GetEntityTypes().Select(type => $"\"{type.GetTableName()}\"").Distinct();
        db.Database.OpenConnection();
        using var command = db.Database.GetDbConnection().CreateCommand();
        command.CommandText = $"TRUNCATE {string.Join(", ", tables)} RESTART IDENTITY CASCADE";
        command.ExecuteNonQuery();
    }

    private static TContext Open(string connectionString)
    {
        var options = new DbContextOptionsBuilder<TContext>();
        options.UsePostgreSqlStore(connectionString);
        return (TContext)Activator.CreateInstance(typeof(TContext), options.Options)!;
    }
}

using Npgsql;
using Postgres.Testing;

namespace Benchmarks.Storing;

/// <summary>A database of its own for each run: a SQLite file, or one on a PostgreSQL server.</summary>
internal sealed class BookingDatabase : IDisposable
{
    private readonly bool _isSqlite;

    private BookingDatabase(PostgresServer? server)
    {
        _isSqlite = server is null;
        ConnectionString = server is null
            ? $"Data Source={Path.Combine(Folder.FullName, "bookings.db")}"
            : new NpgsqlConnectionStringBuilder(server.CreateDatabase()) { Pooling = true }.ConnectionString;
    }

    public string ConnectionString { get; }

    /// <summary>For what else a worker wants in a file.</summary>
    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("benchmark-store-");

    /// <summary>On that server, or else in a file.</summary>
    public static BookingDatabase Create(PostgresServer? server) => new(server);

    public void Dispose()
    {
        // Or else each run would leave its connections to the next one's server.
        if (!_isSqlite)
            NpgsqlConnection.ClearAllPools();
        Folder.Delete(recursive: true);
    }
}

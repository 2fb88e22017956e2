using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace Workers.Hosting;

/// <summary>Creates the file, and sets it up for readers beside the writer.</summary>
internal sealed class SqlitePragmas : DbConnectionInterceptor
{
    public static readonly SqlitePragmas Instance = new();

    public override InterceptionResult ConnectionOpening(DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
    {
        SqliteFile.CreateIfMissing(connection.ConnectionString);
        return result;
    }

    public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
        DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default)
    {
        SqliteFile.CreateIfMissing(connection.ConnectionString);
        return ValueTask.FromResult(result);
    }

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Set((SqliteConnection)connection);

    public override Task ConnectionOpenedAsync(
        DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Set((SqliteConnection)connection);
        return Task.CompletedTask;
    }

    // WAL: readers and the writer do not block each other. NORMAL: a commit survives a crash of the process; only a power failure could
    // lose the last ones. A machine that must survive that uses PostgreSQL.
    private static void Set(SqliteConnection connection)
    {
        // EF Core opens read-only to check that a database exists; a file that has not been written to yet could not be changed then.
        if (SqliteFile.IsReadOnly(connection.ConnectionString))
            return;

        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 10000;";
        command.ExecuteNonQuery();
    }
}

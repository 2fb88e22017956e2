using System.Data.Common;
using System.Runtime.InteropServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Workers.Hosting.Diagnostics;

namespace Workers.Hosting.Store;

/// <summary>The store's database connection.</summary>
internal static class StoreDatabase
{
    private const int PreparedStatements = 64;

    /// <summary>Whether the connection string names a host; otherwise it is for SQLite.</summary>
    public static bool IsPostgres(string connectionString) => connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    /// <summary>Rejects a server without a database name: PostgreSQL would use the database named after the user.</summary>
    /// <exception cref="SettingsException">It is neither for PostgreSQL nor for SQLite, or names no database.</exception>
    public static void Check(string connectionString)
    {
        const string Setting = "ConnectionStrings:Store";
        try
        {
            if (!IsPostgres(connectionString))
                _ = new SqliteConnectionStringBuilder(connectionString);
            else if (string.IsNullOrWhiteSpace(new NpgsqlConnectionStringBuilder(connectionString).Database))
                throw new SettingsException(
                    $"{Setting} names a PostgreSQL server but no database: add Database=, such as Database=payment.");
        }
        catch (ArgumentException error)
        {
            throw new SettingsException(
                $"{Setting} cannot be read: {error.Message.TrimEnd('.')}. It is for PostgreSQL, such as Host=db;Database=payment;Username=payment, or for SQLite, such as Data Source=payment.db; other databases are not supported.",
                error);
        }
    }

    /// <summary>PostgreSQL if the connection string names a host, SQLite otherwise.</summary>
    public static DbContextOptionsBuilder UseStoreDatabase(this DbContextOptionsBuilder options, string connectionString) =>
        (IsPostgres(connectionString)
            ? options.UseNpgsql(Prepared(connectionString))
            : options.UseSqlite(Unpooled(connectionString)).AddInterceptors(SqlitePragmas.Instance))
        .AddInterceptors(StatementSpans.Instance);

    // A worker repeats the same few statements: the server parses and plans each once for a connection. With a pooler that assigns
    // connections by transaction, set Max Auto Prepare=0.
    private static string Prepared(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize("Max Auto Prepare"))
            builder.MaxAutoPrepare = PreparedStatements;

        // By default Npgsql tries Kerberos encryption first; an image without its library would log an error at each connection.
        if (!builder.ShouldSerialize("GSS Encryption Mode") && !NativeLibrary.TryLoad("libgssapi_krb5.so.2", out _))
            builder.GssEncryptionMode = GssEncryptionMode.Disable;
        return builder.ConnectionString;
    }

    // The pool of Microsoft.Data.Sqlite sometimes returns a connection with an active statement, which then fails to open with "database is
    // locked". A file opens in a fraction of a millisecond, and a consumer opens it once.
    private static string Unpooled(string connectionString) =>
        new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString();

    private sealed class SqlitePragmas : DbConnectionInterceptor
    {
        public static readonly SqlitePragmas Instance = new();

        public override InterceptionResult ConnectionOpening(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result)
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

        public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) =>
            Set((SqliteConnection)connection);

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
}

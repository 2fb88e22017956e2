using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;
using Workers.Hosting.Diagnostics;
using Workers.Hosting.Store;

namespace Workers.Hosting;

/// <summary>A database on a server.</summary>
internal sealed class PostgreSqlProvider : StoreProvider
{
    public static readonly PostgreSqlProvider Instance = new();

    private const int PreparedStatements = 64;

    // Any number that nobody else uses in the worker's database.
    private const long MigrationLock = 0x576F726B657273;

    private PostgreSqlProvider()
    {
    }

    public override StatementSpans Spans { get; } = new("postgresql");

    public override string Example => "for PostgreSQL, such as Host=db;Database=payment;Username=payment";

    public override bool FailsTransactions => true;

    public override bool HasSchemas => true;

    public override FormattableString UtcTicks =>
        $"SELECT (extract(epoch FROM clock_timestamp()) * 10000000)::bigint AS \"Value\"";

    public override bool Accepts(string connectionString) => connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    public override void Check(string connectionString)
    {
        var builder = Accepts(connectionString)
            ? new NpgsqlConnectionStringBuilder(connectionString)
            : throw new SettingsException($"ConnectionStrings:Store names no PostgreSQL server: it is {Example}.");

        // PostgreSQL would use the database named after the user.
        if (string.IsNullOrWhiteSpace(builder.Database))
            throw new SettingsException(
                "ConnectionStrings:Store names a PostgreSQL server but no database: add Database=, such as Database=payment.");
    }

    // A worker repeats the same few statements: the server parses and plans each once for a connection. With a pooler that assigns
    // connections by transaction, set Max Auto Prepare=0.
    public override void Configure(DbContextOptionsBuilder options, string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (!builder.ShouldSerialize("Max Auto Prepare"))
            builder.MaxAutoPrepare = PreparedStatements;

        // By default Npgsql tries Kerberos encryption first; an image without its library would log an error at each connection.
        if (!builder.ShouldSerialize("GSS Encryption Mode") && !NativeLibrary.TryLoad("libgssapi_krb5.so.2", out _))
            builder.GssEncryptionMode = GssEncryptionMode.Disable;
        options.UseNpgsql(builder.ConnectionString);
    }

    public override FormattableString Lease(string outbox, string owner, int count, long now, long until) => FormattableStringFactory.Create(
        $$"""
        UPDATE {{outbox}} SET "NotBefore" = {0}, "Owner" = {1}
        WHERE "Sequence" IN (
            SELECT "Sequence" FROM {{outbox}} WHERE "NotBefore" <= {2} ORDER BY "Sequence" LIMIT {3} FOR UPDATE SKIP LOCKED)
        RETURNING *
        """,
        until,
        owner,
        now,
        count);

    public override bool IsOfFailedTransaction(DbException error) => error.SqlState == PostgresErrorCodes.InFailedSqlTransaction;

    public override async Task CreateAsync(DbContext db, CancellationToken cancellationToken)
    {
        var creator = db.GetService<IRelationalDatabaseCreator>();
        if (await creator.ExistsAsync(cancellationToken))
            return;

        try
        {
            await creator.CreateAsync(cancellationToken);
        }
        catch (DbException)
        {
            // Another process may have been faster.
            if (!await creator.ExistsAsync(cancellationToken))
                throw;
        }
    }

    /// <summary>EF Core takes its own lock only after it has read the pending migrations.</summary>
    public override async Task<IAsyncDisposable> LockMigrationsAsync(DbContext db, CancellationToken cancellationToken)
    {
        // The session holds the lock: the connection stays open until the end.
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({MigrationLock})", cancellationToken);
        return new Lock(db);
    }

    // A name that the database does not know as a type, such as "serial", is not a difference.
    public override void QueryColumns(DbCommand command, ITable table)
    {
        command.CommandText =
            """
            SELECT a.attname, NOT a.attnotnull, a.attnotnull AND NOT a.atthasdef AND a.attidentity = '',
                   CASE WHEN to_regtype(m.type) <> a.atttypid THEN format_type(a.atttypid, NULL) END
              FROM pg_attribute a
              LEFT JOIN unnest(@names, @types) AS m(name, type) ON m.name = a.attname
             WHERE a.attrelid = to_regclass(@table) AND a.attnum > 0 AND NOT a.attisdropped
            """;
        Add(command, "table", table.Schema is { } schema ? $"{Quoted(schema)}.{Quoted(table.Name)}" : Quoted(table.Name));
        Add(command, "names", table.Columns.Select(column => column.Name).ToArray());
        Add(command, "types", table.Columns.Select(column => column.StoreType).ToArray());
    }

    private static string Quoted(string name) => $"\"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";

    private sealed class Lock(DbContext db) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({MigrationLock})");
            await db.Database.CloseConnectionAsync();
        }
    }
}

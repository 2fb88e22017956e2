using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata;
using Workers.Hosting.Diagnostics;
using Workers.Hosting.Resilience;
using Workers.Hosting.Store;

namespace Workers.Hosting;

/// <summary>A file, with one writer at a time.</summary>
internal sealed class SqliteProvider : StoreProvider
{
    public static readonly SqliteProvider Instance = new();

    // Caused by SQLite's file, not by the message (SQLite documentation, "Result and Error Codes").
    private const int InputOutputError = 10;
    private const int DiskFull = 13;
    private const int CannotOpen = 14;

    private SqliteProvider() => OutageSigns.Add(
        error => error is SqliteException { SqliteErrorCode: DiskFull or InputOutputError or CannotOpen });

    public override StatementSpans Spans { get; } = new("sqlite");

    public override string Example => "for SQLite, such as Data Source=payment.db";

    public override bool HasOneWriter => true;

    public override StringComparer ColumnNames => StringComparer.OrdinalIgnoreCase;

    public override FormattableString UtcTicks => $"SELECT CAST(unixepoch('subsec') * 10000000 AS INTEGER) AS \"Value\"";

    public override bool Accepts(string connectionString) => !connectionString.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    public override void Check(string connectionString) => _ = new SqliteConnectionStringBuilder(connectionString);

    // The pool of Microsoft.Data.Sqlite sometimes returns a connection with an active statement, which then fails to open with "database is
    // locked". A file opens in a fraction of a millisecond, and a consumer opens it once.
    public override void Configure(DbContextOptionsBuilder options, string connectionString) => options
        .UseSqlite(new SqliteConnectionStringBuilder(connectionString) { Pooling = false }.ToString())
        .AddInterceptors(SqlitePragmas.Instance);

    public override FormattableString Lease(string outbox, string owner, int count, long now, long until) => FormattableStringFactory.Create(
        $$"""
        UPDATE {{outbox}} SET "NotBefore" = {0}, "Owner" = {1}
        WHERE "Sequence" IN (SELECT "Sequence" FROM {{outbox}} WHERE "NotBefore" <= {2} ORDER BY "Sequence" LIMIT {3})
        RETURNING *
        """,
        until,
        owner,
        now,
        count);

    public override Task CreateAsync(DbContext db, CancellationToken cancellationToken)
    {
        if (Path.GetDirectoryName(db.Database.GetDbConnection().DataSource) is { Length: > 0 } folder)
            PrivateFiles.CreateFolder(folder);
        return Task.CompletedTask;
    }

    public override Task<IAsyncDisposable> LockMigrationsAsync(DbContext db, CancellationToken cancellationToken) =>
        SqliteMigrationLock.TakeAsync(db, cancellationToken);

    // The primary key that numbers the rows accepts null as "the next number". Types are not enforced.
    public override void QueryColumns(DbCommand command, ITable table)
    {
        command.CommandText =
            """
            SELECT name, "notnull" = 0, "notnull" = 1 AND dflt_value IS NULL AND hidden = 0, NULL
              FROM pragma_table_xinfo(@table)
            """;
        Add(command, "table", table.Name);
    }
}

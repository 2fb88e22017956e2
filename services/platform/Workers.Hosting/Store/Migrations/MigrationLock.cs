using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store.Migrations;

/// <summary>
/// Lets one process at a time migrate a database. EF Core's own lock is not sufficient: on SQLite it is a row, which a killed process
/// leaves behind, and on PostgreSQL it is taken after the pending migrations were read. This one ends with its holder.
/// </summary>
internal sealed class MigrationLock : IAsyncDisposable
{
    // Any number that nobody else uses in the worker's database.
    private const long PostgresLock = 0x576F726B657273;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly Func<ValueTask> _end;

    private MigrationLock(Func<ValueTask> end) => _end = end;

    /// <summary>Waits for the lock.</summary>
    public static Task<MigrationLock> TakeAsync(DbContext db, CancellationToken cancellationToken) =>
        db.Database.IsSqlite() ? TakeFileAsync(db, cancellationToken) : TakeAdvisoryLockAsync(db, cancellationToken);

    public ValueTask DisposeAsync() => _end();

    /// <summary>
    /// The operating system's lock on a file next to the database; the file is kept, since deleting it could let two hold the lock.
    /// </summary>
    private static async Task<MigrationLock> TakeFileAsync(DbContext db, CancellationToken cancellationToken)
    {
        var path = db.Database.GetDbConnection().DataSource + "-migrating";
        FileStream? file;
        while ((file = TryLock(path)) is null)
            await Task.Delay(Pause, cancellationToken);

        // The process that left EF Core's lock here is dead; otherwise it would hold the file.
        await db.Database.ExecuteSqlRawAsync("""DROP TABLE IF EXISTS "__EFMigrationsLock" """, cancellationToken);
        return new MigrationLock(file.DisposeAsync);
    }

    private static FileStream? TryLock(string path)
    {
        try
        {
            return PrivateFiles.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite);
        }
        catch (IOException) when (File.Exists(path))
        {
            return null;
        }
    }

    private static async Task<MigrationLock> TakeAdvisoryLockAsync(DbContext db, CancellationToken cancellationToken)
    {
        // The session holds the lock: the connection stays open until the end.
        await db.Database.OpenConnectionAsync(cancellationToken);
        await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_lock({PostgresLock})", cancellationToken);
        return new MigrationLock(async () =>
        {
            await db.Database.ExecuteSqlAsync($"SELECT pg_advisory_unlock({PostgresLock})");
            await db.Database.CloseConnectionAsync();
        });
    }
}

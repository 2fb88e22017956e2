using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting;

/// <summary>
/// The operating system's lock on a file next to the database; the file is kept, since deleting it could let two hold the lock. EF Core's own
/// lock is a row, which a killed process leaves behind.
/// </summary>
internal static class SqliteMigrationLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public static async Task<IAsyncDisposable> TakeAsync(DbContext db, CancellationToken cancellationToken)
    {
        var path = db.Database.GetDbConnection().DataSource + "-migrating";
        FileStream? file;
        while ((file = TryLock(path)) is null)
            await Task.Delay(Pause, cancellationToken);

        // The process that left EF Core's lock here is dead; otherwise it would hold the file.
        await db.Database.ExecuteSqlRawAsync("""DROP TABLE IF EXISTS "__EFMigrationsLock" """, cancellationToken);
        return file;
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
}

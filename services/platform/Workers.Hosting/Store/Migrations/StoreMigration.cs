using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store.Migrations;

/// <summary>Brings a worker's database up to date.</summary>
internal static class StoreMigration
{
    /// <summary>Applies the pending migrations, and logs them. Several processes may do so at the same moment: they take turns.</summary>
    public static async Task<IReadOnlyList<string>> MigrateAsync(this DbContext db, CancellationToken cancellationToken)
    {
        if (db.Database.CreateExecutionStrategy().RetriesOnFailure)
            throw new SettingsException(
                $"{db.GetType().Name} has an execution strategy that retries (EnableRetryOnFailure), which cannot repeat a transaction that the host has begun: remove it, the host retries the consumer.");

        // A large table takes long. On PostgreSQL, other processes already wait for it when they read the pending migrations. On SQLite
        // readers do not wait, and writers wait for the lock, not in a command.
        var usual = db.Database.GetCommandTimeout();
        if (!StoreSession.Of(db).Provider.HasOneWriter)
            db.Database.SetCommandTimeout(TimeSpan.Zero);
        try
        {
            return await InTurnAsync(db, cancellationToken);
        }
        finally
        {
            db.Database.SetCommandTimeout(usual);
        }
    }

    /// <summary>Migrations that the database lacks.</summary>
    public static async Task<IReadOnlyList<string>> PendingAsync(this DbContext db, CancellationToken cancellationToken) =>
        [.. await db.Database.GetPendingMigrationsAsync(cancellationToken)];

    private static async Task<IReadOnlyList<string>> InTurnAsync(DbContext db, CancellationToken cancellationToken)
    {
        var provider = StoreSession.Of(db).Provider;
        await provider.CreateAsync(db, cancellationToken);
        if (await db.PendingAsync(cancellationToken) is { Count: 0 } none)
            return none;

        await using var turn = await provider.LockMigrationsAsync(db, cancellationToken);
        var pending = await db.PendingAsync(cancellationToken);
        if (pending.Count > 0)
            await db.Database.MigrateAsync(cancellationToken);
        return pending;
    }
}

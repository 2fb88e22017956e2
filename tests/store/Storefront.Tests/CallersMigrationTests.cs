using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;
using Postgres.Testing;
using Storefront.Data;
using Workers.Hosting;

namespace Storefront.Tests;

/// <summary>A shop that had answered requests before its callers had names.</summary>
public sealed class CallersMigrationTests
{
    private static readonly DateTimeOffset AnsweredAt = new(2026, 11, 28, 23, 59, 58, TimeSpan.Zero);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Its_answers_stay_and_expire_when_they_would_have_on_sqlite()
    {
        await using var memory = new SqliteConnection("Data Source=:memory:");
        await memory.OpenAsync(Token);
        await MigrateAsync(options => options.UseSqliteStore(memory));
    }

    [Fact]
    public Task Its_answers_stay_and_expire_when_they_would_have_on_postgres() =>
        MigrateAsync(options => options.UsePostgreSqlStore(PostgresServer.Get().CreateDatabase()));

    private static async Task MigrateAsync(Action<DbContextOptionsBuilder> use)
    {
        var options = new DbContextOptionsBuilder<StorefrontDbContext>();
        use(options);
        await using var db = new StorefrontDbContext((DbContextOptions<StorefrontDbContext>)options.Options);
        await db.GetService<IMigrator>().MigrateAsync("1001_StorefrontTables", Token);
        await db.Database.ExecuteSqlAsync(
            $"""
             INSERT INTO "Answers" ("Operation", "Key", "BodyHash", "Answer", "At")
             VALUES ('POST /orders', 'k1', 'hash', 'answer', {AnsweredAt.AddMilliseconds(123)})
             """,
            Token);

        await db.Database.MigrateAsync(Token);

        var key = await db.IdempotencyKeys.SingleAsync(Token);
        Assert.Equal(("", "POST /orders", "k1", AnsweredAt.UtcTicks), (key.Caller, key.Operation, key.Key, key.CreatedAt));
        Assert.Equal(1, await db.KeysBefore(AnsweredAt.AddSeconds(1)).CountAsync(Token));
    }
}

using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Workers.Hosting.Store.Migrations;
using Workers.Hosting.Tests.Store;

namespace Workers.Hosting.Tests.Hosting;

public abstract class ConcurrentMigrationTests(DatabaseKind database) : IAsyncDisposable
{
    private readonly AnswerStore _store = new(database);

    [Fact]
    public async Task Several_at_the_same_moment_bring_an_empty_database_up_to_date()
    {
        using var start = new Barrier(4);

        var applied = await Task.WhenAll(Enumerable.Range(0, start.ParticipantCount).Select(_ => Task.Run(async () =>
        {
            IReadOnlyList<string> mine = [];
            await _store.UseAsync(async db =>
            {
                Assert.True(start.SignalAndWait(Eventually.Deadline, TestContext.Current.CancellationToken), "Not all of them came.");
                mine = await db.MigrateAsync(TestContext.Current.CancellationToken);
            });
            return mine;
        })));

        Assert.Contains(applied, mine => mine is ["0001_InboxAndOutbox", "0002_EventSourceAndOutboxOwner", "0003_ScheduledEvents", "1001_Answers"]);
        await _store.UseAsync(async db =>
        {
            Assert.Empty(await db.PendingAsync(TestContext.Current.CancellationToken));
            Assert.Equal(0, await db.Answers.CountAsync(TestContext.Current.CancellationToken));
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }
}

public sealed class ConcurrentMigrationTestsOnSqlite() : ConcurrentMigrationTests(DatabaseKind.Sqlite);

public sealed class ConcurrentMigrationTestsOnPostgres() : ConcurrentMigrationTests(DatabaseKind.Postgres);

/// <summary>EF Core locks its table of migrations while it migrates: whoever comes meanwhile cannot even read it.</summary>
public sealed class SlowMigrationTests : IAsyncDisposable
{
    private readonly AnswerStore _store = new(DatabaseKind.Postgres);

    [Fact]
    public async Task Is_waited_for_however_long_it_takes()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await _store.UseAsync(db => db.MigrateAsync(cancellationToken));

        await _store.UseAsync(async db =>
        {
            // The one that takes long.
            await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
            await db.Database.ExecuteSqlAsync($"""LOCK TABLE "__EFMigrationsHistory" IN ACCESS EXCLUSIVE MODE""", cancellationToken);
            var other = _store.UseAsync(late =>
            {
                // A second stands for the half minute that is usual.
                late.Database.SetCommandTimeout(TimeSpan.FromSeconds(1));
                return late.MigrateAsync(cancellationToken);
            });
            // Not in the transaction, which would see for ever who was there at its first look.
            await _store.UseAsync(look => Eventually.UntilAsync(async () => other.IsCompleted || await look.Database.SqlQuery<bool>(
                $"""
                SELECT EXISTS (SELECT FROM pg_stat_activity
                WHERE datname = current_database() AND wait_event_type = 'Lock'
                    AND clock_timestamp() - query_start > interval '2 seconds') AS "Value"
                """).SingleAsync(cancellationToken)));

            Assert.False(other.IsFaulted, $"{other.Exception?.InnerException}");
            await transaction.RollbackAsync(cancellationToken);
            await other;
        });
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}

/// <summary>On PostgreSQL the lock that EF Core takes ends with its connection; on SQLite it is a row, which outlives a killed process.</summary>
public sealed class KilledMigrationTests : IAsyncDisposable
{
    private readonly AnswerStore _store = new(DatabaseKind.Sqlite);

    [Fact]
    public async Task Does_not_hold_up_the_next_one()
    {
        await _store.UseAsync(db => db.Database.ExecuteSqlRawAsync(
            """
            CREATE TABLE "__EFMigrationsLock" ("Id" INTEGER NOT NULL PRIMARY KEY, "Timestamp" TEXT NOT NULL);
            INSERT INTO "__EFMigrationsLock" VALUES (1, '2026-01-01 00:00:00')
            """,
            TestContext.Current.CancellationToken));
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(60));

        await _store.UseAsync(db => db.MigrateAsync(patience.Token));

        await _store.UseAsync(async db => Assert.Empty(await db.PendingAsync(TestContext.Current.CancellationToken)));
    }

    public ValueTask DisposeAsync() => _store.DisposeAsync();
}

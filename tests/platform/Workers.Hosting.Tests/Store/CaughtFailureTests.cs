using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

/// <summary>
/// Failures that are caught. PostgreSQL undoes the whole transaction of a failed statement, and answers its commit with a rollback: nothing of
/// that may count as done.
/// </summary>
public abstract class CaughtFailureTests(DatabaseKind database) : ConsumerStoreTest<HookedDbContext>(new HookedStore(database))
{
    protected override void Seed(HookedDbContext db) => db.Answers.Add(new Answer { Subject = "0" });

    [Theory]
    [InlineData("consumer, saved before")]
    [InlineData("consumer, saved before, published after")]
    [InlineData("consumer, bulk update before")]
    [InlineData("own transaction")]
    [InlineData("own transaction, synchronously")]
    public async Task A_statement_that_failed_last_and_was_caught_is_not_lost_silently(string how)
    {
        var error = await Record.ExceptionAsync(() => WriteAsync(how));

        if (database == DatabaseKind.Postgres)
        {
            Assert.IsType<InvalidOperationException>(error);
            Assert.Contains("savepoint", error.Message, StringComparison.Ordinal);
            Assert.Equal((1, 0, 0), await StateAsync());
            Assert.Equal(0, Store.Queue.Count);
            return;
        }

        // SQLite undoes the statement alone.
        Assert.Null(error);
        Assert.Equal(Store.Queue.Count, (await StateAsync()).Events);
    }

    [Fact]
    public async Task An_override_that_saves_again_after_a_conflict_saves_once()
    {
        HookedDbContext.Hooks.Value = new SaveHooks { RetriesConflicts = true };

        await ConsumeAsync(async db =>
        {
            await ConflictAsync(db);
            db.AddEvent(Event());
            await db.SaveChangesAsync(Token);
        });
        await ConsumeAsync(async db =>
        {
            await ConflictAsync(db);
            db.AddEvent(Event());
        });

        Assert.Equal((3, 2, 2), await StateAsync());
    }

    [Fact]
    public async Task An_override_that_drops_what_it_could_not_save_keeps_inbox_entry_and_event()
    {
        HookedDbContext.Hooks.Value = new SaveHooks { DropsConflicts = true };

        await ConsumeAsync(async db =>
        {
            await ConflictAsync(db);
            db.AddEvent(Event());
        });

        Assert.Equal((1, 1, 1), await StateAsync());
        Assert.Equal(1, Store.Queue.Count);
    }

    [Theory]
    [InlineData("no consumer")]
    [InlineData("no consumer, synchronously")]
    public async Task An_interceptor_sees_the_keys_of_what_was_saved(string how)
    {
        var ids = new List<int>();
        HookedDbContext.Hooks.Value = new SaveHooks
        {
            Saved = db => ids.AddRange(db.ChangeTracker.Entries<Answer>().Select(answer => answer.State == EntityState.Unchanged ? answer.Entity.Id : 0)),
        };

        await Store.UseAsync(async db =>
        {
            db.Answers.Add(new Answer { Subject = "new" });
            if (how == "no consumer")
                await db.SaveChangesAsync(Token);
            else
                SaveSynchronously(db);
        });

        Assert.True(Assert.Single(ids) > 0);
    }

    [Fact]
    public async Task What_an_interceptor_adds_after_a_save_waits_for_the_next()
    {
        var isFirst = true;
        HookedDbContext.Hooks.Value = new SaveHooks
        {
            Saved = db =>
            {
                if (isFirst)
                    db.Answers.Add(new Answer { Subject = "added" });
                isFirst = false;
            },
        };

        await Store.UseAsync(async db =>
        {
            db.Answers.Add(new Answer { Subject = "new" });
            await db.SaveChangesAsync(Token);
            await db.SaveChangesAsync(Token);
        });

        Assert.Equal((3, 0, 0), await StateAsync());
    }

    [Fact]
    public async Task A_query_of_raw_SQL_begins_the_transaction_also_when_it_is_composed() => await ConsumeAsync(async db =>
    {
        Assert.Null(db.Database.CurrentTransaction);
        await db.Answers.FromSql($"SELECT * FROM \"Answers\"").OrderBy(answer => answer.Id).FirstAsync(Token);
        Assert.NotNull(db.Database.CurrentTransaction);
    });

    [Fact]
    public async Task A_scalar_of_raw_SQL_begins_the_transaction_also_when_it_is_composed() => await ConsumeAsync(async db =>
    {
        Assert.Null(db.Database.CurrentTransaction);
        await db.Database.SqlQuery<int>($"SELECT \"Id\" AS \"Value\" FROM \"Answers\"").Where(id => id > 0).SingleAsync(Token);
        Assert.NotNull(db.Database.CurrentTransaction);
    });

    [Fact]
    public async Task A_query_without_raw_SQL_begins_none() => await ConsumeAsync(async db =>
    {
        await db.Answers.FirstAsync(Token);
        Assert.Null(db.Database.CurrentTransaction);
    });

    private Task WriteAsync(string how) => how switch
    {
        "consumer, saved before" => ConsumeAsync(async db =>
        {
            db.AddEvent(Event());
            db.Answers.Add(new Answer { Subject = "new" });
            await db.SaveChangesAsync(Token);
            await FailAsync(db);
        }),
        "consumer, saved before, published after" => ConsumeAsync(async db =>
        {
            db.Answers.Add(new Answer { Subject = "new" });
            await db.SaveChangesAsync(Token);
            await FailAsync(db);
        }),
        "consumer, bulk update before" => ConsumeAsync(async db =>
        {
            await db.Answers.ExecuteUpdateAsync(set => set.SetProperty(answer => answer.Subject, "updated"), Token);
            await FailAsync(db);
        }),
        _ => Store.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            db.AddEvent(Event());
            db.Answers.Add(new Answer { Subject = "new" });
            await db.SaveChangesAsync(Token);
            await FailAsync(db);
            if (how == "own transaction")
                await transaction.CommitAsync(Token);
            else
                CommitSynchronously(transaction);
        }),
    };

    private static async Task FailAsync(HookedDbContext db)
    {
        var id = await db.Answers.AsNoTracking().Select(answer => answer.Id).FirstAsync(Token);
        await Assert.ThrowsAnyAsync<Exception>(() => db.Database.ExecuteSqlAsync($"INSERT INTO \"Answers\" (\"Id\", \"Subject\") VALUES ({id}, 'again')", Token));
    }

    /// <summary>A row that is new, and one whose change comes too late.</summary>
    private static async Task ConflictAsync(HookedDbContext db)
    {
        var first = await db.Answers.OrderBy(answer => answer.Id).FirstAsync(Token);
        db.Entry(first).Property(answer => answer.Subject).CurrentValue = $"{int.Parse(first.Subject) + 1}";
        db.Entry(first).Property(answer => answer.Subject).OriginalValue = "of long ago";
        db.Answers.Add(new Answer { Subject = "new" });
    }

    private static void SaveSynchronously(HookedDbContext db) => db.SaveChanges();

    private static void CommitSynchronously(Microsoft.EntityFrameworkCore.Storage.IDbContextTransaction transaction) => transaction.Commit();

    private async Task<(int Rows, int Events, int Entries)> StateAsync()
    {
        var state = (0, 0, 0);
        await Store.UseAsync(async db =>
            state = (await db.Answers.CountAsync(Token), await db.Outbox.CountAsync(Token), await db.Inbox.CountAsync(Token)));
        return state;
    }
}

public sealed class CaughtFailureTestsOnSqlite() : CaughtFailureTests(DatabaseKind.Sqlite);

public sealed class CaughtFailureTestsOnPostgres() : CaughtFailureTests(DatabaseKind.Postgres);

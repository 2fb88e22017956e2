using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;

namespace Workers.Hosting.Tests.Store;

/// <summary>Rollbacks, savepoints and failed saves in a consumer: what is undone and what stays.</summary>
public abstract class ConsumerRollbackTests(DatabaseKind database) : AnswerStoreTest(database)
{
    [Fact]
    public async Task A_rollback_undoes_what_was_published_before_it()
    {
        await RunAsync(Guid.NewGuid(), async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            db.AddEvent(Event());
            await ConsumerHabits.WriteAsync("saves", db, Token);
            await transaction.RollbackAsync(Token);
        });

        Assert.Equal((ConsumerHabits.Before, 0, 1), await StateAsync());
    }

    [Fact]
    public async Task A_rollback_to_a_savepoint_keeps_the_inbox_entry_and_what_was_published_before_it()
    {
        await RunAsync(Guid.NewGuid(), async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            db.AddEvent(Event());
            await transaction.CreateSavepointAsync("s", Token);
            db.AddEvent(Event());
            db.Answers.Add(new Answer { Subject = "other" });
            await db.SaveChangesAsync(Token);
            await transaction.RollbackToSavepointAsync("s", Token);
            db.ChangeTracker.Clear();
            await ConsumerHabits.WriteAsync("saves", db, Token);
        });

        Assert.Equal((ConsumerHabits.After, 1, 1), await StateAsync());
        await Store.UseAsync(async db => Assert.Equal(1, await db.Answers.CountAsync(Token)));
    }

    [Fact]
    public async Task A_rollback_to_a_savepoint_keeps_what_was_saved_before_it()
    {
        await RunAsync(Guid.NewGuid(), async db =>
        {
            db.AddEvent(Event());
            await ConsumerHabits.WriteAsync("saves", db, Token);
            var transaction = db.Database.CurrentTransaction!;
            transaction.CreateSavepoint("s");
            db.AddEvent(Event());
            db.SaveChanges();
            transaction.RollbackToSavepoint("s");
        });

        Assert.Equal((ConsumerHabits.After, 1, 1), await StateAsync());
    }

    [Fact]
    public async Task An_event_that_was_published_before_a_save_that_failed_is_saved_with_the_rest()
    {
        await RunAsync(Guid.NewGuid(), async db =>
        {
            await ConsumerHabits.WriteAsync("saves", db, Token);
            db.AddEvent(Event());
            var id = (await db.Answers.AsNoTracking().SingleAsync(Token)).Id;
            db.ChangeTracker.Clear();
            var copy = new Answer { Subject = "copy" };
            db.Entry(copy).Property(answer => answer.Id).CurrentValue = id;
            db.Answers.Add(copy);
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Token));
            db.ChangeTracker.Clear();
        });

        Assert.Equal((ConsumerHabits.After, 1, 1), await StateAsync());
    }

    [Fact]
    public async Task A_save_that_failed_can_be_caught_and_the_rest_goes_on()
    {
        await RunAsync(Guid.NewGuid(), async db =>
        {
            await ConsumerHabits.WriteAsync("saves", db, Token);
            var id = (await db.Answers.AsNoTracking().SingleAsync(Token)).Id;
            db.ChangeTracker.Clear();
            var copy = new Answer { Subject = "copy" };
            db.Entry(copy).Property(answer => answer.Id).CurrentValue = id;
            db.Answers.Add(copy);
            await Assert.ThrowsAsync<DbUpdateException>(() => db.SaveChangesAsync(Token));
            db.Entry(copy).State = EntityState.Detached;
        });

        Assert.Equal((ConsumerHabits.After, 0, 1), await StateAsync());
    }
}

public sealed class ConsumerRollbackTestsOnSqlite() : ConsumerRollbackTests(DatabaseKind.Sqlite);

public sealed class ConsumerRollbackTestsOnPostgres() : ConsumerRollbackTests(DatabaseKind.Postgres);

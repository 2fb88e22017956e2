using System.Data;
using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

/// <summary>Contexts beside and after a consumer: two operations at once, another scope, and the return to the pool.</summary>
public abstract class ConsumerContextTests(DatabaseKind database) : AnswerStoreTest(database)
{
    [Fact]
    public async Task Two_operations_at_once_leave_the_store_to_others()
    {
        await Assert.ThrowsAnyAsync<Exception>(() => RunAsync(Guid.NewGuid(), async db =>
        {
            db.Answers.Add(new Answer { Subject = "other" });
            await Task.WhenAll(db.SaveChangesAsync(Token), Task.Run(() => db.SaveChangesAsync(Token)));
            throw new NotSupportedException();
        }));

        await RunAsync(Guid.NewGuid(), db => ConsumerHabits.WriteAsync("saves", db, Token)).WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.Equal((ConsumerHabits.After, 0, 1), await StateAsync());
    }

    [Fact]
    public async Task A_save_that_nobody_awaits_leaves_the_store_to_others()
    {
        var forgotten = Task.CompletedTask;
        await Store.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            await Store.UseAsync(other =>
            {
                forgotten = Database == DatabaseKind.Sqlite ? other.SaveChangesAsync(Token) : Task.CompletedTask;
                return Task.CompletedTask;
            });
        });
        await Task.WhenAny(forgotten).WaitAsync(TimeSpan.FromMinutes(1), Token);

        await RunAsync(Guid.NewGuid(), db => ConsumerHabits.WriteAsync("saves", db, Token)).WaitAsync(TimeSpan.FromMinutes(1), Token);

        Assert.Equal((ConsumerHabits.After, 0, 1), await StateAsync());
    }

    [Fact]
    public async Task Another_context_in_a_consumer_may_read_and_not_write()
    {
        Func<AnswerDbContext, Task>[] writes =
        [
            db => ConsumerHabits.WriteAsync("saves", db, Token),
            db => ConsumerHabits.WriteAsync("saves synchronously", db, Token),
            db => ConsumerHabits.WriteAsync("updates in bulk", db, Token),
            db => ConsumerHabits.WriteAsync("runs SQL", db, Token),
            db => ConsumerHabits.WriteAsync("opens a transaction", db, Token),
        ];

        foreach (var write in writes)
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(Guid.NewGuid(), async db =>
            {
                await ConsumerHabits.WriteAsync("saves", db, Token);
                await Store.UseAsync(async other =>
                {
                    Assert.Equal(1, await other.Answers.CountAsync(Token));
                    await write(other);
                });
            }));
            Assert.Contains("another scope", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal((ConsumerHabits.Before, 0, 0), await StateAsync());
    }

    [Fact]
    public async Task A_consumer_that_disposes_of_its_context_changes_nothing_by_it()
    {
        await RunAsync(Guid.NewGuid(), async db =>
        {
            await ConsumerHabits.WriteAsync("saves", db, Token);
            await db.DisposeAsync();
        });

        Assert.Equal((ConsumerHabits.After, 0, 1), await StateAsync());
    }

    [Fact]
    public async Task After_the_consumer_any_context_writes_again()
    {
        await RunAsync(Guid.NewGuid(), db => ConsumerHabits.WriteAsync("saves", db, Token));

        await Store.UseAsync(db => ConsumerHabits.WriteAsync("saves", db, Token));

        Assert.Equal((ConsumerHabits.After + "+", 0, 1), await StateAsync());
    }

    [Fact]
    public async Task A_context_that_goes_back_to_its_pool_has_closed_its_connection()
    {
        var open = ConnectionState.Open;
        await Store.UseAsync(async db =>
        {
            await db.Database.OpenConnectionAsync(Token);
            await ConsumerInbox.RunAsync(db, [Entry(Guid.NewGuid())], () => ConsumerHabits.WriteAsync("saves", db, Token));
        });

        await Store.UseAsync(db =>
        {
            open = db.Database.GetDbConnection().State;
            return Task.CompletedTask;
        });

        Assert.Equal(ConnectionState.Closed, open);
    }
}

public sealed class ConsumerContextTestsOnSqlite() : ConsumerContextTests(DatabaseKind.Sqlite);

public sealed class ConsumerContextTestsOnPostgres() : ConsumerContextTests(DatabaseKind.Postgres);

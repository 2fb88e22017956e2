using System.Data;
using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Postgres.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

/// <summary>Consumers that use the connection of their context themselves: all of a delivery is committed, or nothing.</summary>
public abstract class ConsumerConnectionTests(DatabaseKind database) : AnswerStoreTest(database)
{
    private static readonly Dictionary<string, Func<AnswerDbContext, Task>> AllEnds = new(StringComparer.Ordinal)
    {
        ["opens and closes it"] = async db =>
        {
            var connection = db.Database.GetDbConnection();
            if (connection.State != ConnectionState.Open)
                await connection.OpenAsync(Token);
            try
            {
                await CountAsync(db);
            }
            finally
            {
                await connection.CloseAsync();
            }
        },
        ["closes it synchronously"] = db =>
        {
            db.Database.GetDbConnection().Close();
            return Task.CompletedTask;
        },
        ["closes and opens it"] = async db =>
        {
            await db.Database.GetDbConnection().CloseAsync();
            await db.Database.GetDbConnection().OpenAsync(Token);
        },
        ["disposes of it"] = async db =>
        {
            await using var connection = db.Database.GetDbConnection();
        },
        ["closes it more often than it opened it"] = async db =>
        {
            for (var times = 0; times < 3; times++)
                await db.Database.CloseConnectionAsync();
        },
        ["rolls back the transaction below EF Core"] = async db => await db.Database.CurrentTransaction!.GetDbTransaction().RollbackAsync(Token),
    };

    private static readonly Dictionary<string, Func<AnswerDbContext, Task>> AllAfters = new(StringComparer.Ordinal)
    {
        ["does nothing"] = _ => Task.CompletedTask,
        ["adds"] = db =>
        {
            db.Answers.Add(new Answer { Subject = "B" });
            return Task.CompletedTask;
        },
        ["saves"] = async db =>
        {
            db.Answers.Add(new Answer { Subject = "B" });
            await db.SaveChangesAsync(Token);
        },
        ["saves synchronously"] = db =>
        {
            db.Answers.Add(new Answer { Subject = "B" });
            db.SaveChanges();
            return Task.CompletedTask;
        },
        ["queries and saves"] = async db =>
        {
            await CountAsync(db);
            db.Answers.Add(new Answer { Subject = "B" });
            await db.SaveChangesAsync(Token);
        },
        ["saves and catches"] = async db =>
        {
            try
            {
                db.Answers.Add(new Answer { Subject = "B" });
                await db.SaveChangesAsync(Token);
            }
            catch (Exception)
            {
                db.ChangeTracker.Clear();
                db.Answers.Add(new Answer { Subject = "C" });
            }
        },
        ["updates in bulk"] = db => ConsumerHabits.WriteAsync("updates in bulk", db, Token),
        ["runs SQL synchronously"] = db => ConsumerHabits.WriteAsync("runs SQL synchronously", db, Token),
        ["begins a transaction"] = async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            db.Answers.Add(new Answer { Subject = "B" });
            await db.SaveChangesAsync(Token);
        },
    };

    public static TheoryData<string, string> Cases => new MatrixTheoryData<string, string>(AllEnds.Keys, AllAfters.Keys);

    public static TheoryData<string> Closings => [.. AllEnds.Keys.Where(end => end.Contains("close", StringComparison.Ordinal))];

    [Theory, MemberData(nameof(Cases))]
    public async Task Nothing_is_committed_when_the_connection_was_closed_after_a_write(string end, string after)
    {
        var eventId = Guid.NewGuid();
        for (var deliveries = 0; deliveries < 2; deliveries++)
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunConnectedAsync(eventId, async db =>
            {
                db.AddEvent(Event());
                db.Answers.Add(new Answer { Subject = "A" });
                await db.SaveChangesAsync(Token);
                await AllEnds[end](db);
                db.AddEvent(Event());
                await AllAfters[after](db);
            }));
            Assert.Contains("CloseConnectionAsync", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal((ConsumerHabits.Before, 1, 0, 0), await CountedStateAsync());

        // The context is in its pool again, and as good as new.
        await RunConnectedAsync(eventId, db => ConsumerHabits.WriteAsync("saves", db, Token));
        Assert.Equal((ConsumerHabits.After, 1, 0, 1), await CountedStateAsync());
    }

    [Theory, MemberData(nameof(Closings))]
    public async Task Before_the_first_write_nothing_is_lost_by_it(string end)
    {
        await RunConnectedAsync(Guid.NewGuid(), async db =>
        {
            db.AddEvent(Event());
            db.Answers.Add(new Answer { Subject = "A" });
            await AllEnds[end](db);
            await db.SaveChangesAsync(Token);
            db.Answers.Add(new Answer { Subject = "B" });
        });

        var (_, rows, events, entries) = await CountedStateAsync();
        Assert.Equal((3, 1, 1), (rows, events, entries));
    }

    [Fact]
    public async Task A_connection_that_a_consumer_disposed_of_is_nobody_elses()
    {
        var eventId = Guid.NewGuid();
        try
        {
            await RunConnectedAsync(eventId, AllEnds["disposes of it"]);
        }
        catch (ObjectDisposedException)
        {
            // On PostgreSQL it cannot be opened again.
        }

        await RunConnectedAsync(Guid.NewGuid(), db => ConsumerHabits.WriteAsync("saves", db, Token));

        Assert.Equal(ConsumerHabits.After, (await CountedStateAsync()).Row);
    }

    [Fact]
    public async Task Opening_and_closing_it_by_EF_Core_ends_nothing()
    {
        await RunConnectedAsync(Guid.NewGuid(), async db =>
        {
            db.AddEvent(Event());
            await ConsumerHabits.WriteAsync("saves", db, Token);
            await db.Database.OpenConnectionAsync(Token);
            await CountAsync(db);
            await db.Database.CloseConnectionAsync();
            db.Answers.Add(new Answer { Subject = "B" });
        });

        Assert.Equal((ConsumerHabits.After, 2, 1, 1), await CountedStateAsync());
    }

    private static async Task CountAsync(AnswerDbContext db)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = """SELECT COUNT(*) FROM "Answers" """;
        await command.ExecuteScalarAsync(Token);
    }

    // As the inbox does: connected for as long as the scope is there.
    private async Task RunConnectedAsync(Guid eventId, Func<AnswerDbContext, Task> consume) => await Store.UseAsync(async db =>
    {
        await db.Database.OpenConnectionAsync(Token);
        await ConsumerInbox.RunAsync(db, [Entry(eventId)], () => consume(db));
    });

    /// <summary>The marked row, all rows, events in the outbox, and inbox entries.</summary>
    private async Task<(string Row, int Rows, int Events, int Entries)> CountedStateAsync()
    {
        var rows = 0;
        await Store.UseAsync(async db => rows = await db.Answers.CountAsync(Token));
        var (row, events, entries) = await StateAsync();
        return (row, rows, events, entries);
    }
}

public sealed class ConsumerConnectionTestsOnSqlite() : ConsumerConnectionTests(DatabaseKind.Sqlite);

public sealed class ConsumerConnectionTestsOnPostgres() : ConsumerConnectionTests(DatabaseKind.Postgres);

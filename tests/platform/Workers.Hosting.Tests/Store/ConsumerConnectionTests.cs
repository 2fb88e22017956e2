using System.Data;
using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Postgres.Testing;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;
using Workers.Hosting.Tests.Hosting;

namespace Workers.Hosting.Tests.Store;

/// <summary>Consumers that use the connection of their context themselves: all of a delivery is committed, or nothing.</summary>
public abstract class ConsumerConnectionTests(DatabaseKind database) : IAsyncLifetime
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

    private readonly AnswerStore _store = new(database);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Cases => new MatrixTheoryData<string, string>(AllEnds.Keys, AllAfters.Keys);

    public static TheoryData<string> Closings => [.. AllEnds.Keys.Where(end => end.Contains("close", StringComparison.Ordinal))];

    public async ValueTask InitializeAsync() => await _store.UseAsync(async db =>
    {
        await db.MigrateAsync(Token);
        db.Answers.Add(new Answer { Subject = ConsumerHabits.Before });
        await db.SaveChangesAsync(Token);
    });

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Theory, MemberData(nameof(Cases))]
    public async Task Nothing_is_committed_when_the_connection_was_closed_after_a_write(string end, string after)
    {
        var eventId = Guid.NewGuid();
        for (var deliveries = 0; deliveries < 2; deliveries++)
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(eventId, async db =>
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

        Assert.Equal((ConsumerHabits.Before, 1, 0, 0), await StateAsync());

        // The context is in its pool again, and as good as new.
        await RunAsync(eventId, db => ConsumerHabits.WriteAsync("saves", db, Token));
        Assert.Equal((ConsumerHabits.After, 1, 0, 1), await StateAsync());
    }

    [Theory, MemberData(nameof(Closings))]
    public async Task Before_the_first_write_nothing_is_lost_by_it(string end)
    {
        await RunAsync(Guid.NewGuid(), async db =>
        {
            db.AddEvent(Event());
            db.Answers.Add(new Answer { Subject = "A" });
            await AllEnds[end](db);
            await db.SaveChangesAsync(Token);
            db.Answers.Add(new Answer { Subject = "B" });
        });

        var (_, rows, events, entries) = await StateAsync();
        Assert.Equal((3, 1, 1), (rows, events, entries));
    }

    [Fact]
    public async Task A_connection_that_a_consumer_disposed_of_is_nobody_elses()
    {
        var eventId = Guid.NewGuid();
        try
        {
            await RunAsync(eventId, AllEnds["disposes of it"]);
        }
        catch (ObjectDisposedException)
        {
            // On PostgreSQL it cannot be opened again.
        }

        await RunAsync(Guid.NewGuid(), db => ConsumerHabits.WriteAsync("saves", db, Token));

        Assert.Equal(ConsumerHabits.After, (await StateAsync()).Row);
    }

    [Fact]
    public async Task Opening_and_closing_it_by_EF_Core_ends_nothing()
    {
        await RunAsync(Guid.NewGuid(), async db =>
        {
            db.AddEvent(Event());
            await ConsumerHabits.WriteAsync("saves", db, Token);
            await db.Database.OpenConnectionAsync(Token);
            await CountAsync(db);
            await db.Database.CloseConnectionAsync();
            db.Answers.Add(new Answer { Subject = "B" });
        });

        Assert.Equal((ConsumerHabits.After, 2, 1, 1), await StateAsync());
    }

    private static async Task CountAsync(AnswerDbContext db)
    {
        await using var command = db.Database.GetDbConnection().CreateCommand();
        command.Transaction = db.Database.CurrentTransaction?.GetDbTransaction();
        command.CommandText = """SELECT COUNT(*) FROM "Answers" """;
        await command.ExecuteScalarAsync(Token);
    }

    // As the inbox does: connected for as long as the scope is there.
    private async Task RunAsync(Guid eventId, Func<AnswerDbContext, Task> consume) => await _store.UseAsync(async db =>
    {
        await db.Database.OpenConnectionAsync(Token);
        await ConsumerInbox.RunAsync(db, [Entry(eventId)], () => consume(db));
    });

    /// <summary>The marked row, all rows, events in the outbox, and inbox entries.</summary>
    private async Task<(string Row, int Rows, int Events, int Entries)> StateAsync()
    {
        var state = ("", 0, 0, 0);
        await _store.UseAsync(async db => state = (
            await db.Answers.Where(answer => answer.Subject.StartsWith(ConsumerHabits.Before)).Select(answer => answer.Subject).SingleAsync(Token),
            await db.Answers.CountAsync(Token),
            await db.Outbox.CountAsync(Token),
            await db.Inbox.CountAsync(Token)));
        return state;
    }

    private static OutboxEntry Event() =>
        new() { EventId = Guid.NewGuid(), Source = "tests", DetailType = "Answered", Detail = [], OccurredAt = 0 };

    private static InboxEntry Entry(Guid eventId) => new()
    {
        EventId = eventId,
        Source = "tests",
        Consumer = "Any",
        DetailType = "Asked",
        OccurredAt = 0,
        ProcessedAt = DateTimeOffset.UtcNow.UtcTicks,
    };
}

public sealed class ConsumerConnectionTestsOnSqlite() : ConsumerConnectionTests(DatabaseKind.Sqlite);

public sealed class ConsumerConnectionTestsOnPostgres() : ConsumerConnectionTests(DatabaseKind.Postgres);

using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;
using Workers.Hosting.Tests.Store;

namespace Workers.Hosting.Tests.Hosting;

/// <summary>Contexts are pooled: what a try that failed has left in one must not get into the next event's transaction.</summary>
public abstract class PooledContextTests(DatabaseKind database) : IAsyncLifetime
{
    private readonly AnswerStore _store = new(database);

    public async ValueTask InitializeAsync() =>
        await _store.UseAsync(db => db.MigrateAsync(TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        await _store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Leaves_no_note_of_its_event()
    {
        var before = await _store.UseAsync(NoteAsync);
        var after = await _store.UseAsync(WriteAsync);

        Assert.Same(before, after);
        await _store.UseAsync(async db => Assert.Empty(await db.Inbox.ToListAsync(TestContext.Current.CancellationToken)));
    }

    [Fact]
    public async Task Leaves_no_row_that_it_saved_and_did_not_commit()
    {
        var before = await _store.UseAsync(async db =>
        {
            await db.BeginAsync(TestContext.Current.CancellationToken);
            db.Answers.Add(new Answer { Subject = "given up" });
            await db.SaveChangesAsync(TestContext.Current.CancellationToken);
        });
        var after = await _store.UseAsync(WriteAsync);

        Assert.Same(before, after);
        await _store.UseAsync(async db => Assert.Equal(
            ["committed"], await db.Answers.Select(answer => answer.Subject).ToListAsync(TestContext.Current.CancellationToken)));
    }

    private static Task NoteAsync(AnswerDbContext db)
    {
        StoreSession.Of(db).EnterConsumer([new InboxEntry
        {
            EventId = Guid.NewGuid(),
            Consumer = "Any",
            DetailType = "Asked",
            OccurredAt = 0,
            ProcessedAt = DateTimeOffset.UtcNow.UtcTicks,
        }]);
        return Task.CompletedTask;
    }

    private static Task WriteAsync(AnswerDbContext db)
    {
        db.Answers.Add(new Answer { Subject = "committed" });
        return db.SaveChangesAsync(TestContext.Current.CancellationToken);
    }
}

public sealed class PooledContextTestsOnSqlite() : PooledContextTests(DatabaseKind.Sqlite);

public sealed class PooledContextTestsOnPostgres() : PooledContextTests(DatabaseKind.Postgres);

using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Workers.EventBridge.Publishing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

/// <summary>Events that are published at a store: they are committed with the rows, or not at all.</summary>
public abstract class ConsumerPublishTests(DatabaseKind database) : AnswerStoreTest(database)
{
    [Fact]
    public async Task Events_that_are_published_by_many_threads_at_once_are_all_saved()
    {
        const int Count = 20_000;

        await RunAsync(Guid.NewGuid(), db =>
        {
            Parallel.For(0, Count, _ => db.AddEvent(Event()));
            return Task.CompletedTask;
        });

        await Store.UseAsync(async db => Assert.Equal(Count, await db.Outbox.CountAsync(Token)));
    }

    [Fact]
    public async Task A_publish_from_another_scope_is_refused_in_a_consumer()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(
            Guid.NewGuid(), async _ => await Store.UseAsync(other => new TransactionalOutbox(StoreSession.Of(other)).AddAsync(Outgoing(), Token))));

        Assert.Contains("another scope", refused.Message, StringComparison.Ordinal);
        Assert.Equal((ConsumerHabits.Before, 0, 0), await StateAsync());
    }

    [Fact]
    public async Task A_publish_that_its_caller_cancelled_is_not_sent()
    {
        await RunAsync(Guid.NewGuid(), async db =>
            await Assert.ThrowsAsync<OperationCanceledException>(() => new TransactionalOutbox(StoreSession.Of(db)).AddAsync(Outgoing(), new CancellationToken(canceled: true))));

        Assert.Equal((ConsumerHabits.Before, 0, 1), await StateAsync());
    }

    [Fact]
    public async Task Outside_a_consumer_an_event_that_was_published_after_the_last_save_is_committed_too()
    {
        await Store.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            await ConsumerHabits.WriteAsync("saves", db, Token);
            db.AddEvent(Event());
            await transaction.CommitAsync(Token);
        });
        await Store.UseAsync(db =>
        {
            using var transaction = db.Database.BeginTransaction();
            db.AddEvent(Event());
            transaction.Commit();
            return Task.CompletedTask;
        });

        Assert.Equal((ConsumerHabits.After, 2, 0), await StateAsync());
    }

    [Fact]
    public async Task Outside_a_consumer_a_commit_with_changes_and_events_that_are_not_saved_is_refused()
    {
        await Store.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            db.AddEvent(Event());
            db.Answers.Add(new Answer { Subject = "other" });

            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => transaction.CommitAsync(Token));

            Assert.Contains("call SaveChanges before the commit", refused.Message, StringComparison.Ordinal);
            db.Answers.Local.Clear();
        });
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task What_a_handler_of_the_contexts_events_publishes_and_adds_is_saved(bool inConsumer)
    {
        async Task WorkAsync(AnswerDbContext db)
        {
            var isFirst = true;
            db.SavedChanges += (_, _) =>
            {
                if (!isFirst)
                    return;
                isFirst = false;
                db.AddEvent(Event());
                db.Answers.Add(new Answer { Subject = "added" });
            };
            await ConsumerHabits.WriteAsync("saves", db, Token);
            await db.SaveChangesAsync(Token);
        }

        if (inConsumer)
            await RunAsync(Guid.NewGuid(), WorkAsync);
        else
            await Store.UseAsync(WorkAsync);

        Assert.Equal((ConsumerHabits.After, 1, inConsumer ? 1 : 0), await StateAsync());
        await Store.UseAsync(async db => Assert.Equal(1, await db.Answers.CountAsync(answer => answer.Subject == "added", Token)));
    }

    [Theory, InlineData("a transaction"), InlineData("a consumer")]
    public async Task After_a_save_that_failed_before_EF_Core_began_it_no_event_is_published_ahead_of_its_commit(string next)
    {
        await Store.UseAsync(FailAsync);
        var early = -1;

        if (next == "a consumer")
            await ConsumeAsync(SaveAsync);
        else
            await Store.UseAsync(async db =>
            {
                await FailAsync(db);
                await using var transaction = await db.Database.BeginTransactionAsync(Token);
                await SaveAsync(db);
                await transaction.CommitAsync(Token);
            });

        Assert.Equal((0, 1), (early, Store.Queue.Count));

        async Task SaveAsync(AnswerDbContext db)
        {
            db.AddEvent(Event());
            await db.SaveChangesAsync(Token);
            early = Store.Queue.Count;
        }

        // EF Core detects that a key was changed, and rejects it, after its interceptors have run.
        static async Task FailAsync(AnswerDbContext db)
        {
            var answer = await db.Answers.FirstAsync(Token);
            typeof(Answer).GetProperty(nameof(Answer.Id))!.SetValue(answer, answer.Id + 1);
            await Assert.ThrowsAsync<InvalidOperationException>(() => db.SaveChangesAsync(Token));
            db.ChangeTracker.Clear();
        }
    }

    private static OutgoingEvent Outgoing() => new(Guid.NewGuid(), "tests", "Answered", Array.Empty<byte>(), Time: null, TraceHeader: null);
}

public sealed class ConsumerPublishTestsOnSqlite() : ConsumerPublishTests(DatabaseKind.Sqlite);

public sealed class ConsumerPublishTestsOnPostgres() : ConsumerPublishTests(DatabaseKind.Postgres);

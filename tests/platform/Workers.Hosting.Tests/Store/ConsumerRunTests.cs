using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

/// <summary>A consumer run at the store: whatever the consumer does with its context is one transaction, committed after it.</summary>
public abstract class ConsumerRunTests(DatabaseKind database) : AnswerStoreTest(database)
{
    public static TheoryData<string> Habits => ConsumerHabits.Names;

    [Theory, MemberData(nameof(Habits))]
    public async Task Commits_row_event_and_inbox_entry(string habit)
    {
        await RunAndPublishAsync(db => ConsumerHabits.WriteAsync(habit, db, Token));

        Assert.Equal((ConsumerHabits.After, 1, 1), await StateAsync());
    }

    [Theory, MemberData(nameof(Habits))]
    public async Task Leaves_nothing_when_the_consumer_fails_after_it(string habit)
    {
        await Assert.ThrowsAsync<NotSupportedException>(() => RunAndPublishAsync(async db =>
        {
            await ConsumerHabits.WriteAsync(habit, db, Token);
            throw new NotSupportedException();
        }));

        Assert.Equal((ConsumerHabits.Before, 0, 0), await StateAsync());
        await Store.UseAsync(async db => Assert.Equal(1, await db.Answers.CountAsync(Token)));
    }

    [Theory, MemberData(nameof(Habits))]
    public async Task Nothing_of_a_failed_try_is_in_the_next_one_with_the_same_context(string habit)
    {
        await Store.UseAsync(async db =>
        {
            var entry = Entry(Guid.NewGuid());
            await Assert.ThrowsAsync<NotSupportedException>(() => ConsumerInbox.RunAsync(
                db,
                [entry],
                async () =>
                {
                    db.AddEvent(Event());
                    await ConsumerHabits.WriteAsync(habit, db, Token);
                    throw new NotSupportedException();
                }));
            await ConsumerInbox.RunAsync(db, [Entry(entry.EventId)], () => ConsumerHabits.WriteAsync(habit, db, Token));
        });

        Assert.Equal((ConsumerHabits.After, 0, 1), await StateAsync());
    }

    [Theory, MemberData(nameof(Habits))]
    public async Task Of_two_copies_one_after_the_other_the_second_changes_nothing(string habit)
    {
        var eventId = Guid.NewGuid();
        await RunAsync(eventId, db => ConsumerHabits.WriteAsync(habit, db, Token));

        await Assert.ThrowsAsync<EventDoneException>(() => RunAsync(eventId, db => ConsumerHabits.WriteAsync(habit, db, Token)));

        Assert.Equal((ConsumerHabits.After, 0, 1), await StateAsync());
    }

    [Theory, MemberData(nameof(Habits))]
    public async Task Of_two_copies_at_the_same_moment_one_commits(string habit)
    {
        var eventId = Guid.NewGuid();
        using var meeting = new Barrier(2);

        var results = await Task.WhenAll(Enumerable.Range(0, 2).Select(_ => Task.Run(async () =>
        {
            try
            {
                await RunAsync(eventId, async db =>
                {
                    meeting.SignalAndWait(TimeSpan.FromSeconds(30), Token);
                    await ConsumerHabits.WriteAsync(habit, db, Token);
                });
                return true;
            }
            catch (EventDoneException)
            {
                return false;
            }
        })));

        Assert.Single(results, committed => committed);
        Assert.Equal((ConsumerHabits.After, 0, 1), await StateAsync());
    }

    [Fact]
    public async Task A_copy_is_held_off_though_the_consumer_swallows_all_exceptions()
    {
        var eventId = Guid.NewGuid();
        await RunAsync(eventId, db => ConsumerHabits.WriteAsync("saves", db, Token));

        await Assert.ThrowsAsync<EventDoneException>(() => RunAsync(eventId, async db =>
        {
            try
            {
                await ConsumerHabits.WriteAsync("updates in bulk", db, Token);
            }
            catch (Exception)
            {
                db.Answers.Add(new Answer { Subject = "more" });
            }
        }));

        Assert.Equal((ConsumerHabits.After, 0, 1), await StateAsync());
    }

    [Fact]
    public async Task A_consumer_that_commits_is_refused_with_the_reason()
    {
        Func<AnswerDbContext, Task>[] commits =
        [
            async db => await (await db.Database.BeginTransactionAsync(Token)).CommitAsync(Token),
            db =>
            {
                db.Database.BeginTransaction().Commit();
                return Task.CompletedTask;
            },
            async db =>
            {
                await db.BeginAsync(Token);
                await db.Database.CommitTransactionAsync(Token);
            },
            async db =>
            {
                await db.SaveChangesAsync(Token);
                await db.Database.CurrentTransaction!.CommitAsync(Token);
            },
            db => db.CommitAsync(Token),
            db => db.Database.ExecuteSqlRawAsync(" commit", Token),
            db => db.Database.ExecuteSqlRawAsync("/* done */ COMMIT", Token),
            db => db.Database.ExecuteSqlRawAsync("-- done\nCOMMIT", Token),
            db => db.Database.ExecuteSqlRawAsync("""DELETE FROM "Answers" WHERE "Subject" = ';'; COMMIT""", Token),
            async db =>
            {
                try
                {
                    await (await db.Database.BeginTransactionAsync(Token)).CommitAsync(Token);
                }
                catch (Exception)
                {
                    await db.Database.RollbackTransactionAsync(Token);
                }
            },
            async db =>
            {
                try
                {
                    await db.Database.ExecuteSqlRawAsync("COMMIT", Token);
                }
                catch (InvalidOperationException)
                {
                    // As a consumer would that logs what fails and goes on.
                }
            },
        ];

        foreach (var commit in commits)
        {
            var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(Guid.NewGuid(), async db =>
            {
                await ConsumerHabits.WriteAsync("changes a row", db, Token);
                await commit(db);
            }));
            Assert.Contains("the host commits it after the consumer", refused.Message, StringComparison.Ordinal);
        }

        Assert.Equal((ConsumerHabits.Before, 0, 0), await StateAsync());
    }

    [Fact]
    public async Task Events_of_different_sources_with_the_same_id_are_different_events()
    {
        var eventId = Guid.NewGuid();

        await RunAsync(eventId, db => ConsumerHabits.WriteAsync("saves", db, Token), source: "one");
        await RunAsync(eventId, db => ConsumerHabits.WriteAsync("saves", db, Token), source: "two");

        Assert.Equal((ConsumerHabits.After + "+", 0, 2), await StateAsync());
    }

    private Task RunAndPublishAsync(Func<AnswerDbContext, Task> consume) => ConsumeAsync(async db =>
    {
        await consume(db);
        db.AddEvent(Event());
    });
}

public sealed class ConsumerRunTestsOnSqlite() : ConsumerRunTests(DatabaseKind.Sqlite);

public sealed class ConsumerRunTestsOnPostgres() : ConsumerRunTests(DatabaseKind.Postgres);

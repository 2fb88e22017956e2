using System.Data;
using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Workers.EventBridge.Publishing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

/// <summary>A consumer run at the store: whatever the consumer does with its context is one transaction, committed after it.</summary>
public abstract class ConsumerTransactionTests(DatabaseKind database) : AnswerStoreTest(database)
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
    public async Task Whoever_commits_is_refused_and_told_why()
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
            Guid.NewGuid(), async _ => await Store.UseAsync(other => new TransactionalOutbox(other).AddAsync(Outgoing(), Token))));

        Assert.Contains("another scope", refused.Message, StringComparison.Ordinal);
        Assert.Equal((ConsumerHabits.Before, 0, 0), await StateAsync());
    }

    [Fact]
    public async Task A_publish_that_its_caller_cancelled_is_not_sent()
    {
        await RunAsync(Guid.NewGuid(), async db =>
            await Assert.ThrowsAsync<OperationCanceledException>(() => new TransactionalOutbox(db).AddAsync(Outgoing(), new CancellationToken(canceled: true))));

        Assert.Equal((ConsumerHabits.Before, 0, 1), await StateAsync());
    }

    [Fact]
    public async Task A_consumer_that_disposed_of_its_context_has_not_succeeded()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => RunAsync(Guid.NewGuid(), async db =>
        {
            await ConsumerHabits.WriteAsync("saves", db, Token);
            await db.DisposeAsync();
        }));

        Assert.Contains("disposed of its context", refused.Message, StringComparison.Ordinal);
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

    private static OutgoingEvent Outgoing() => new(Guid.NewGuid(), "tests", "Answered", Array.Empty<byte>(), Time: null, TraceHeader: null);
}

public sealed class ConsumerTransactionTestsOnSqlite() : ConsumerTransactionTests(DatabaseKind.Sqlite);

public sealed class ConsumerTransactionTestsOnPostgres() : ConsumerTransactionTests(DatabaseKind.Postgres);

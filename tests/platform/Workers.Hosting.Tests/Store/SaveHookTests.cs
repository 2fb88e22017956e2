using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

/// <summary>
/// A context that overrides <c>SaveChangesAsync</c>, and interceptors of it: they run at each save, and what they publish is in the
/// same transaction.
/// </summary>
public abstract class SaveHookTests(DatabaseKind database) : ConsumerStoreTest<HookedDbContext>(new HookedStore(database))
{
    /// <summary>Where the hook is, and who saves.</summary>
    public static TheoryData<string, string> HooksAndWriters
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var hook in new[] { "before the save", "after the save", "saving", "saved", "saving event", "saved event" })
            {
                foreach (var writer in new[] { "the host", "the consumer", "the consumer, synchronously", "no consumer, own transaction" })
                    data.Add(hook, writer);
            }

            // An override runs on after the save that it calls has committed.
            foreach (var hook in new[] { "before the save", "saving", "saved", "saving event", "saved event" })
            {
                data.Add(hook, "no consumer");
                data.Add(hook, "no consumer, synchronously");
            }

            return data;
        }
    }

    [Theory, MemberData(nameof(HooksAndWriters))]
    public async Task What_a_hook_publishes_is_committed_with_the_rows(string hook, string writer)
    {
        var published = false;
        HookedDbContext.Hooks.Value = Hook(hook, db =>
        {
            if (!published)
                db.AddEvent(Event());
            published = true;
        });

        await WriteAsync(writer);

        Assert.True(published);
        Assert.Equal((1, 1), await StateAsync());
        Assert.Equal(1, Store.Queue.Count);
    }

    [Theory]
    [InlineData("before the save")]
    [InlineData("saving")]
    public async Task What_a_hook_changes_is_saved(string hook)
    {
        HookedDbContext.Hooks.Value = Hook(hook, db =>
        {
            foreach (var answer in db.ChangeTracker.Entries<Answer>().Where(answer => answer.State == EntityState.Added))
                answer.Property(row => row.Subject).CurrentValue = "stamped";
        });

        await WriteAsync("the host");

        await Store.UseAsync(async db => Assert.Equal("stamped", (await db.Answers.SingleAsync(Token)).Subject));
    }

    [Fact]
    public async Task The_rows_of_the_host_are_not_seen_by_an_override()
    {
        var seen = new List<Type>();
        HookedDbContext.Hooks.Value = Hook("before the save", db => seen.AddRange(db.ChangeTracker.Entries().Select(entry => entry.Entity.GetType())));

        await ConsumeAsync(db =>
        {
            db.AddEvent(Event());
            db.Answers.Add(new Answer { Subject = "?" });
            return Task.CompletedTask;
        });

        Assert.Equal([typeof(Answer)], seen);
    }

    [Theory]
    [InlineData("before the save")]
    [InlineData("after the save")]
    [InlineData("saving")]
    [InlineData("saved")]
    [InlineData("saving event")]
    [InlineData("saved event")]
    public async Task A_hook_that_fails_leaves_nothing(string hook)
    {
        HookedDbContext.Hooks.Value = Hook(hook, _ => throw new NotSupportedException());

        await Assert.ThrowsAsync<NotSupportedException>(() => WriteAsync("the host"));

        Assert.Equal((0, 0), await StateAsync());
        await Store.UseAsync(async db => Assert.Equal(0, await db.Inbox.CountAsync(Token)));
    }

    [Theory]
    [InlineData("saving")]
    [InlineData("saved")]
    [InlineData("saving event")]
    [InlineData("saved event")]
    public async Task A_save_that_a_hook_failed_can_be_repeated(string hook)
    {
        var fails = true;
        HookedDbContext.Hooks.Value = Hook(hook, _ =>
        {
            if (fails)
                throw new NotSupportedException();
        });

        await Store.UseAsync(async db =>
        {
            db.AddEvent(Event());
            await Add(db);
            await Assert.ThrowsAsync<NotSupportedException>(() => db.SaveChangesAsync(Token));
            fails = false;

            // After the save, EF Core has accepted the row, though its transaction is undone.
            if (hook.StartsWith("saved", StringComparison.Ordinal))
                db.Entry(db.Answers.Local.Single()).State = EntityState.Added;
            await db.SaveChangesAsync(Token);
        });

        Assert.Equal((1, 1), await StateAsync());
    }

    [Fact]
    public async Task A_save_whose_changes_are_accepted_later_publishes_its_events()
    {
        await Store.UseAsync(async db =>
        {
            db.AddEvent(Event());
            await Add(db);
            await db.SaveChangesAsync(acceptAllChangesOnSuccess: false, Token);
            db.ChangeTracker.AcceptAllChanges();
        });

        Assert.Equal((1, 1), await StateAsync());
        Assert.True(Store.Queue.TryTake(out var queued));
        Assert.NotEqual(0, queued.Sequence);
    }

    [Fact]
    public async Task An_override_that_saves_only_changes_keeps_neither_inbox_entry_nor_events_back()
    {
        HookedDbContext.Hooks.Value = new SaveHooks { SkipsSave = true };

        await ConsumeAsync(db =>
        {
            db.AddEvent(Event());
            return Task.CompletedTask;
        });

        await Store.UseAsync(async db => Assert.Equal((1, 1), (await db.Inbox.CountAsync(Token), await db.Outbox.CountAsync(Token))));
    }

    [Fact]
    public async Task A_hook_that_publishes_at_each_save_without_end_is_refused()
    {
        HookedDbContext.Hooks.Value = Hook("saved", db => db.AddEvent(Event()));

        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => WriteAsync("the host"));

        Assert.Contains("at each save", refused.Message, StringComparison.Ordinal);
        Assert.Equal((0, 0), await StateAsync());
    }

    private static SaveHooks Hook(string place, Action<HookedDbContext> action) => new()
    {
        BeforeSave = place == "before the save" ? action : null,
        AfterSave = place == "after the save" ? action : null,
        Saving = place == "saving" ? action : null,
        Saved = place == "saved" ? action : null,
        SavingEvent = place == "saving event" ? action : null,
        SavedEvent = place == "saved event" ? action : null,
    };

    private Task WriteAsync(string writer) => writer switch
    {
        "the host" => ConsumeAsync(Add),
        "the consumer" => ConsumeAsync(async db =>
        {
            await Add(db);
            await db.SaveChangesAsync(Token);
        }),
        "the consumer, synchronously" => ConsumeAsync(async db =>
        {
            await Add(db);
            SaveSynchronously(db);
        }),
        "no consumer" => Store.UseAsync(async db =>
        {
            await Add(db);
            await db.SaveChangesAsync(Token);
        }),
        "no consumer, synchronously" => Store.UseAsync(async db =>
        {
            await Add(db);
            SaveSynchronously(db);
        }),
        "no consumer, own transaction" => Store.UseAsync(async db =>
        {
            await using var transaction = await db.Database.BeginTransactionAsync(Token);
            await Add(db);
            await db.SaveChangesAsync(Token);
            await transaction.CommitAsync(Token);
        }),
        _ => throw new ArgumentOutOfRangeException(nameof(writer), writer, message: null),
    };

    private static Task Add(HookedDbContext db)
    {
        if (HookedDbContext.Hooks.Value is { SavingEvent: { } saving })
            db.SavingChanges += (_, _) => saving(db);
        if (HookedDbContext.Hooks.Value is { SavedEvent: { } saved })
            db.SavedChanges += (_, _) => saved(db);
        db.Answers.Add(new Answer { Subject = "?" });
        return Task.CompletedTask;
    }

    private static void SaveSynchronously(HookedDbContext db) => db.SaveChanges();

    private async Task<(int Rows, int Events)> StateAsync()
    {
        var state = (0, 0);
        await Store.UseAsync(async db => state = (await db.Answers.CountAsync(Token), await db.Outbox.CountAsync(Token)));
        return state;
    }
}

public sealed class SaveHookTestsOnSqlite() : SaveHookTests(DatabaseKind.Sqlite);

public sealed class SaveHookTestsOnPostgres() : SaveHookTests(DatabaseKind.Postgres);

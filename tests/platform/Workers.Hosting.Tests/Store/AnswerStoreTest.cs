using Workers.Hosting.Store;
using Crashing.Worker;
using Microsoft.EntityFrameworkCore;
using Postgres.Testing;

namespace Workers.Hosting.Tests.Store;

/// <summary>Runs consumers at a store with one row, which their <see cref="ConsumerHabits"/> change.</summary>
public abstract class AnswerStoreTest(DatabaseKind database) : ConsumerStoreTest<AnswerDbContext>(new AnswerStore(database))
{
    protected DatabaseKind Database => database;

    protected override void Seed(AnswerDbContext db) => db.Answers.Add(new Answer { Subject = ConsumerHabits.Before });

    /// <summary>The row, events in the outbox, and inbox entries.</summary>
    protected async Task<(string Row, int Events, int Entries)> StateAsync()
    {
        var state = ("", 0, 0);
        await Store.UseAsync(async db => state = (
            await db.Answers.Where(answer => answer.Subject.StartsWith(ConsumerHabits.Before)).Select(answer => answer.Subject).SingleAsync(Token),
            await db.Outbox.CountAsync(Token),
            await db.Inbox.CountAsync(Token)));
        return state;
    }
}

using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;
using Workers.Hosting.Store.Migrations;

namespace Workers.Hosting.Tests.Store;

/// <summary>Runs consumers at a store with a database of its own for each test, without a bus.</summary>
public abstract class ConsumerStoreTest<TContext>(TestStore<TContext> store) : IAsyncLifetime
    where TContext : DbContext
{
    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    protected TestStore<TContext> Store => store;

    public async ValueTask InitializeAsync() => await store.UseAsync(async db =>
    {
        await db.MigrateAsync(Token);
        Seed(db);
        await db.SaveChangesAsync(Token);
    });

    public async ValueTask DisposeAsync()
    {
        await store.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Adds the rows that are there before the test.</summary>
    protected virtual void Seed(TContext db)
    {
        // None by default.
    }

    /// <summary>Runs a consumer of an event, as the inbox does.</summary>
    protected async Task RunAsync(Guid eventId, Func<TContext, Task> consume, string source = "tests") =>
        await store.UseAsync(db => ConsumerInbox.RunAsync(db, [Entry(eventId, source)], () => consume(db)));

    /// <summary>Runs a consumer of a new event, as the inbox does.</summary>
    protected Task ConsumeAsync(Func<TContext, Task> consume) => RunAsync(Guid.NewGuid(), consume);

    private protected static OutboxEntry Event() =>
        new() { EventId = Guid.NewGuid(), Source = "tests", DetailType = "Answered", Detail = [], OccurredAt = 0 };

    private protected static InboxEntry Entry(Guid eventId, string source = "tests") => new()
    {
        EventId = eventId,
        Source = source,
        Consumer = "Any",
        DetailType = "Asked",
        OccurredAt = 0,
        ProcessedAt = DateTimeOffset.UtcNow.UtcTicks,
    };
}

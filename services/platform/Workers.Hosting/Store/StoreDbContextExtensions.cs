using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <summary>
/// Inbox and outbox in the context of a worker's store. Within a consumer all work with the context is one transaction: it starts with the
/// first writing statement, contains the event's inbox entry and the published events, and is committed once, by the host, after the
/// consumer. Elsewhere, such as in an HTTP request, <c>SaveChanges</c> commits, or the code that began a transaction does; the events
/// published in the same scope are stored with it.
/// </summary>
/// <example>
/// <code>
/// internal sealed class LoyaltyDbContext(DbContextOptions&lt;LoyaltyDbContext&gt; options) : DbContext(options)
/// {
///     public DbSet&lt;Account&gt; Accounts =&gt; Set&lt;Account&gt;();
///
///     protected override void OnModelCreating(ModelBuilder modelBuilder) =&gt; modelBuilder.AddInboxAndOutbox();
/// }
/// </code>
/// </example>
public static class StoreDbContextExtensions
{
    /// <summary>Adds the tables <c>Inbox</c> and <c>Outbox</c> to the model.</summary>
    public static ModelBuilder AddInboxAndOutbox(this ModelBuilder modelBuilder)
    {
        ArgumentNullException.ThrowIfNull(modelBuilder);
        return modelBuilder.ApplyConfiguration(new InboxEntryConfiguration()).ApplyConfiguration(new OutboxEntryConfiguration());
    }

    /// <summary>
    /// Begins the transaction now, before anything is written, for code that reads rows, decides, and changes them. On SQLite there is only
    /// one writer from here on; on PostgreSQL it is a transaction at read committed, in which others can change the rows that were read:
    /// use a concurrency token, <c>FOR UPDATE</c>, or one statement that decides and writes. Within a consumer it first writes the event's
    /// inbox entry: another copy of the event that is handled at the same moment waits here. Never make an external call between this and
    /// the end of the consumer.
    /// </summary>
    public static async Task BeginAsync(this DbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (StoreSession.Find(db) is { } session)
            await session.BeginAsync(cancellationToken);
        else if (db.Database.CurrentTransaction is null)
            await db.Database.BeginTransactionAsync(cancellationToken);
    }

    /// <summary>
    /// Publishes an event with this context's next or current save: for an override or an interceptor of <c>SaveChanges</c>, which has no
    /// scope. Elsewhere <c>context.Publish</c> and <c>IPublishEndpoint</c> do the same, and also pass on the correlation id.
    /// </summary>
    /// <exception cref="InvalidOperationException">The context is not the store of a worker.</exception>
    public static Task PublishAsync<T>(this DbContext db, T @event, CancellationToken cancellationToken = default)
        where T : class
    {
        ArgumentNullException.ThrowIfNull(db);
        return StoreSession.Of(db).PublishAsync(@event, cancellationToken);
    }

    /// <summary>Saves and commits all changes, and lets the outbox be published; or else rolls back.</summary>
    /// <exception cref="InvalidOperationException">A consumer called it, whose transaction the host commits.</exception>
    public static async Task CommitAsync(this DbContext db, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(db);
        if (StoreSession.Find(db) is { } session)
        {
            await session.CommitAsync(cancellationToken);
            return;
        }

        await db.SaveChangesAsync(cancellationToken);
        if (db.Database.CurrentTransaction is { } transaction)
            await transaction.CommitAsync(cancellationToken);
    }
}

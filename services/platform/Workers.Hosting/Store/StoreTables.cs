using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Store;

/// <summary>The host's tables in the context of a store.</summary>
internal static class StoreTables
{
    extension(DbContext db)
    {
        public DbSet<InboxEntry> Inbox => db.Set<InboxEntry>();

        public DbSet<OutboxEntry> Outbox => db.Set<OutboxEntry>();
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;

namespace Workers.Hosting.Store;

/// <summary>The host's tables in the context of a store.</summary>
internal static class StoreTables
{
    extension(DbContext db)
    {
        public DbSet<InboxEntry> Inbox => db.Set<InboxEntry>();

        public DbSet<OutboxEntry> Outbox => db.Set<OutboxEntry>();

        /// <summary>The table of an entity in raw SQL, with its schema, if the model has one.</summary>
        public string NameOf<TEntity>()
        {
            var entity = db.Model.FindEntityType(typeof(TEntity))!;
            return db.GetService<ISqlGenerationHelper>().DelimitIdentifier(entity.GetTableName()!, entity.GetSchema());
        }
    }
}

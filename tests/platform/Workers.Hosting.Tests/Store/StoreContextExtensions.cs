using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Store;

namespace Workers.Hosting.Tests.Store;

/// <summary>What the host does with the context of a store.</summary>
internal static class StoreContextExtensions
{
    public static void AddEvent(this DbContext db, OutboxEntry entry) => StoreSession.Of(db).AddEvent(entry);
}

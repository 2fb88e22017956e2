using System.Reflection;
using System.Runtime.CompilerServices;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;

namespace Workers.Hosting.Store;

/// <summary>Detects code of a worker that runs around the saves of its context.</summary>
internal static class SaveHooks
{
    /// <summary>Whether the context's class overrides a save, or the context has interceptors of saves.</summary>
    public static bool AreOn(DbContext db) =>
        IsOverridden(db, nameof(DbContext.SaveChangesAsync), typeof(CancellationToken))
        || IsOverridden(db, nameof(DbContext.SaveChangesAsync), typeof(bool), typeof(CancellationToken))
        || IsOverridden(db, nameof(DbContext.SaveChanges))
        || IsOverridden(db, nameof(DbContext.SaveChanges), typeof(bool))
        || db.GetService<IInterceptors>().Aggregate<ISaveChangesInterceptor>() is StoreSaves { HasOthers: true };

    /// <summary>Whether the context's save events have handlers; they last until the context returns to its pool.</summary>
    public static bool HasHandlers(DbContext db) =>
        SavingChanges(db) is not null || SavedChanges(db) is not null || SaveChangesFailed(db) is not null;

    /// <summary>Whether <c>SavedChanges</c> has handlers.</summary>
    public static bool HasSavedHandlers(DbContext db) => SavedChanges(db) is not null;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = nameof(DbContext.SavingChanges))]
    private static extern ref EventHandler<SavingChangesEventArgs>? SavingChanges(DbContext db);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = nameof(DbContext.SavedChanges))]
    private static extern ref EventHandler<SavedChangesEventArgs>? SavedChanges(DbContext db);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = nameof(DbContext.SaveChangesFailed))]
    private static extern ref EventHandler<SaveChangesFailedEventArgs>? SaveChangesFailed(DbContext db);

    private static bool IsOverridden(DbContext db, string method, params Type[] parameters) =>
        db.GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.Public, parameters)!.DeclaringType != typeof(DbContext);
}

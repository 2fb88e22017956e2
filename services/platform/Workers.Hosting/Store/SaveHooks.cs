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
    public static bool AreOn(WorkerDbContext db) =>
        IsOverridden(db, nameof(DbContext.SaveChangesAsync), [typeof(CancellationToken)], typeof(DbContext))
        || IsOverridden(db, nameof(DbContext.SaveChangesAsync), [typeof(bool), typeof(CancellationToken)], typeof(WorkerDbContext))
        || IsOverridden(db, nameof(DbContext.SaveChanges), [], typeof(DbContext))
        || IsOverridden(db, nameof(DbContext.SaveChanges), [typeof(bool)], typeof(WorkerDbContext))
        || db.GetService<IInterceptors>().Aggregate<ISaveChangesInterceptor>() is not null;

    /// <summary>Whether the context's save events have handlers; they last until the context returns to its pool.</summary>
    public static bool HasHandlers(WorkerDbContext db) =>
        SavingChanges(db) is not null || SavedChanges(db) is not null || SaveChangesFailed(db) is not null;

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = nameof(DbContext.SavingChanges))]
    private static extern ref EventHandler<SavingChangesEventArgs>? SavingChanges(DbContext db);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = nameof(DbContext.SavedChanges))]
    private static extern ref EventHandler<SavedChangesEventArgs>? SavedChanges(DbContext db);

    [UnsafeAccessor(UnsafeAccessorKind.Field, Name = nameof(DbContext.SaveChangesFailed))]
    private static extern ref EventHandler<SaveChangesFailedEventArgs>? SaveChangesFailed(DbContext db);

    private static bool IsOverridden(WorkerDbContext db, string method, Type[] parameters, Type declaring) =>
        db.GetType().GetMethod(method, BindingFlags.Instance | BindingFlags.Public, parameters)!.DeclaringType != declaring;
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics.Internal;

namespace Workers.Hosting.Store;

/// <summary>
/// Surrounds the interceptors of a store's saves: what they write and publish belongs to the transaction of the save, in whatever order
/// they were added.
/// </summary>
/// <param name="session">The session of the context.</param>
/// <param name="others">The worker's own interceptors of saves; null if there are none.</param>
internal sealed class StoreSaves(StoreSession session, ISaveChangesInterceptor? others) : ISaveChangesInterceptor
{
    /// <summary>Whether the context has interceptors of saves besides this one.</summary>
    public bool HasOthers => others is not null;

    public InterceptionResult<int> SavingChanges(DbContextEventData eventData, InterceptionResult<int> result)
    {
        session.StartSave();
        try
        {
            result = others?.SavingChanges(eventData, result) ?? result;
            session.PrepareSave();
            return result;
        }
        catch
        {
            session.FailSave();
            throw;
        }
    }

    public async ValueTask<InterceptionResult<int>> SavingChangesAsync(
        DbContextEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
    {
        await session.StartSaveAsync(cancellationToken);
        try
        {
            if (others is not null)
                result = await others.SavingChangesAsync(eventData, result, cancellationToken);
            await session.PrepareSaveAsync(cancellationToken);
            return result;
        }
        catch
        {
            await session.FailSaveAsync();
            throw;
        }
    }

    public int SavedChanges(SaveChangesCompletedEventData eventData, int result)
    {
        result = others?.SavedChanges(eventData, result) ?? result;
        session.EndSave();
        return result;
    }

    public async ValueTask<int> SavedChangesAsync(
        SaveChangesCompletedEventData eventData, int result, CancellationToken cancellationToken = default)
    {
        if (others is not null)
            result = await others.SavedChangesAsync(eventData, result, cancellationToken);
        await session.EndSaveAsync(cancellationToken);
        return result;
    }

    public void SaveChangesFailed(DbContextErrorEventData eventData)
    {
        session.FailSave();
        others?.SaveChangesFailed(eventData);
    }

    public async Task SaveChangesFailedAsync(DbContextErrorEventData eventData, CancellationToken cancellationToken = default)
    {
        await session.FailSaveAsync();
        if (others is not null)
            await others.SaveChangesFailedAsync(eventData, cancellationToken);
    }

    public void SaveChangesCanceled(DbContextEventData eventData)
    {
        session.FailSave();
        others?.SaveChangesCanceled(eventData);
    }

    public async Task SaveChangesCanceledAsync(DbContextEventData eventData, CancellationToken cancellationToken = default)
    {
        await session.FailSaveAsync();
        if (others is not null)
            await others.SaveChangesCanceledAsync(eventData, cancellationToken);
    }

    public InterceptionResult ThrowingConcurrencyException(ConcurrencyExceptionEventData eventData, InterceptionResult result) =>
        others?.ThrowingConcurrencyException(eventData, result) ?? result;

    public ValueTask<InterceptionResult> ThrowingConcurrencyExceptionAsync(
        ConcurrencyExceptionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
        others?.ThrowingConcurrencyExceptionAsync(eventData, result, cancellationToken) ?? ValueTask.FromResult(result);
}

// No public type lets an interceptor be the outermost one.
#pragma warning disable EF1001
/// <summary>EF Core's interceptors of a store's context, with <see cref="StoreSaves"/> around those of saves.</summary>
internal sealed class StoreInterceptors(
    IServiceProvider services, IEnumerable<IInterceptor> injected, IEnumerable<IInterceptorAggregator> aggregators)
    : Interceptors(services, injected, aggregators)
{
    private readonly IServiceProvider _services = services;
    private StoreSaves? _saves;

    /// <inheritdoc />
    public override TInterceptor? Aggregate<TInterceptor>()
        where TInterceptor : class => typeof(TInterceptor) == typeof(ISaveChangesInterceptor)
            ? (TInterceptor)(object)(_saves ??= new StoreSaves(
                (StoreSession)_services.GetService(typeof(StoreSession))!, base.Aggregate<ISaveChangesInterceptor>()))
            : base.Aggregate<TInterceptor>();
}
#pragma warning restore EF1001

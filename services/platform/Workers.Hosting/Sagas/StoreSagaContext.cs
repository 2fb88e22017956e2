using System.Linq.Expressions;
using MassTransit;
using MassTransit.Context;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;

namespace Workers.Hosting.Sagas;

/// <summary>
/// The instances that one event reaches. They are tracked by the store's context, and saved with the host's commit; only <c>InsertOnInitial</c>
/// saves earlier.
/// </summary>
internal sealed class StoreSagaContext<TSaga, TMessage>(DbContext db, ConsumeContext<TMessage> context)
    : ConsumeContextScope<TMessage>(context), SagaRepositoryContext<TSaga, TMessage>
    where TSaga : class, ISaga
    where TMessage : class
{
    /// <summary>Whether it has added an instance to the rows of the transaction.</summary>
    public bool HasCreated { get; private set; }

    /// <summary>Ids of the instances that a query finds.</summary>
    public Task<List<Guid>> FindAsync(Expression<Func<TSaga, bool>> filter) =>
        db.Set<TSaga>().Where(filter).Select(instance => instance.CorrelationId).ToListAsync(CancellationToken);

    /// <summary>Whether there is an instance, as others have committed it.</summary>
    public Task<bool> ExistsAsync(Expression<Func<TSaga, bool>> filter) => db.Set<TSaga>().AsNoTracking().AnyAsync(filter, CancellationToken);

    public Task<SagaConsumeContext<TSaga, TMessage>> Add(TSaga instance) =>
        CreateSagaConsumeContext(this, instance, SagaConsumeContextMode.Add);

    public async Task<SagaConsumeContext<TSaga, TMessage>> Insert(TSaga instance)
    {
        // MassTransit then loads it.
        var id = instance.CorrelationId;
        if (await ExistsAsync(existing => existing.CorrelationId == id))
            return null!;

        Create(instance);
        await db.SaveChangesAsync(CancellationToken);
        return await CreateSagaConsumeContext(this, instance, SagaConsumeContextMode.Insert);
    }

    public async Task<SagaConsumeContext<TSaga, TMessage>> Load(Guid correlationId) =>
        await db.Set<TSaga>().AsTracking().SingleOrDefaultAsync(instance => instance.CorrelationId == correlationId, CancellationToken) is { } found
            ? await CreateSagaConsumeContext(this, found, SagaConsumeContextMode.Load)
            : null!;

    public Task Save(SagaConsumeContext<TSaga> context)
    {
        Create(context.Saga);
        return Task.CompletedTask;
    }

    public Task Update(SagaConsumeContext<TSaga> context)
    {
        // Also for an event that changes only rows below the instance's own.
        if (context.Saga is ISagaVersion versioned)
            versioned.Version++;
        return Task.CompletedTask;
    }

    public Task Delete(SagaConsumeContext<TSaga> context)
    {
        db.Remove(context.Saga);
        return Task.CompletedTask;
    }

    public Task Discard(SagaConsumeContext<TSaga> context) => Task.CompletedTask;

    public Task Undo(SagaConsumeContext<TSaga> context)
    {
        db.Entry(context.Saga).State = EntityState.Unchanged;
        return Task.CompletedTask;
    }

    public Task<SagaConsumeContext<TSaga, T>> CreateSagaConsumeContext<T>(ConsumeContext<T> consumeContext, TSaga instance, SagaConsumeContextMode mode)
        where T : class =>
        Task.FromResult<SagaConsumeContext<TSaga, T>>(new DefaultSagaConsumeContext<TSaga, T>(consumeContext, instance));

    private void Create(TSaga instance)
    {
        HasCreated = true;
        db.Add(instance);
    }
}

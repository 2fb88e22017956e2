using System.Linq.Expressions;
using MassTransit;
using MassTransit.Saga;
using Microsoft.EntityFrameworkCore;
using Workers.Hosting.Resilience;

namespace Workers.Hosting.Sagas;

/// <summary>
/// The instances of a saga in the worker's store: an event's inbox entry, the instances that it changes and the events that they publish are
/// committed once, by the host, or not at all.
/// </summary>
internal sealed class StoreSagaRepository<TSaga>(SagaInbox<TSaga> saga) : ISagaRepositoryContextFactory<TSaga>
    where TSaga : class, ISaga
{
    public Task Send<T>(ConsumeContext<T> context, IPipe<SagaRepositoryContext<TSaga, T>> next)
        where T : class
    {
        var id = context.CorrelationId!.Value;
        return HandleAsync(context, instance => instance.CorrelationId == id, next.Send);
    }

    public Task SendQuery<T>(ConsumeContext<T> context, ISagaQuery<TSaga> query, IPipe<SagaRepositoryQueryContext<TSaga, T>> next)
        where T : class => HandleAsync(context, query.FilterExpression, async instances =>
        {
            var ids = await instances.FindAsync(query.FilterExpression);
            await next.Send(new DefaultSagaRepositoryQueryContext<TSaga, T>(instances, ids));
        });

    public void Probe(ProbeContext context) => context.Add("persistence", "store");

    private async Task HandleAsync<T>(
        ConsumeContext<T> context, Expression<Func<TSaga, bool>> correlation, Func<StoreSagaContext<TSaga, T>, Task> handle)
        where T : class
    {
        StoreSagaContext<TSaga, T>? instances = null;
        context.TryGetPayload<AttemptContext>(out var attempt);
        try
        {
            // The attempt has the event's own correlation id; here it is the instance's.
            await saga.Inbox.HandleOnceAsync(
                context, saga.Inbox.EntryOf((ConsumeContext?)attempt ?? context), db => handle(instances = new StoreSagaContext<TSaga, T>(db, context)));
        }
        catch (DbUpdateException failure) when (instances is { HasCreated: true } && failure is not DbUpdateConcurrencyException)
        {
            if (await instances.ExistsAsync(correlation))
                throw new DbUpdateConcurrencyException($"Another event created the instance of {typeof(TSaga).Name} at the same moment.", failure);
            throw;
        }

        attempt?.IsHandled = true;
    }
}

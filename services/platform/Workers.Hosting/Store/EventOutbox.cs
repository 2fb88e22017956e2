using MassTransit;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>Publishes from where no event is being consumed, such as an HTTP request, in the transaction of the scope's database.</summary>
public interface IEventOutbox
{
    /// <summary>Adds the event to the outbox; it goes to the bus when the database has committed it, and only then.</summary>
    /// <param name="event">The event.</param>
    /// <param name="correlationId">What it is about: the same for everything that it will set off.</param>
    /// <param name="cancellationToken">Stops the adding.</param>
    Task AddAsync<T>(T @event, Guid correlationId, CancellationToken cancellationToken)
        where T : class;
}

internal sealed class EventOutbox(IBus bus, IOutbox sink) : IEventOutbox
{
    public Task AddAsync<T>(T @event, Guid correlationId, CancellationToken cancellationToken)
        where T : class =>
        bus.Publish(
            @event,
            context =>
            {
                context.CorrelationId = correlationId;
                context.GetOrAddPayload(() => sink);
            },
            cancellationToken);
}

using MassTransit;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>Publishes events outside of consumers, such as in an HTTP request, in the transaction of the scope's database.</summary>
public interface IEventOutbox
{
    /// <summary>Adds the event to the outbox; it is sent to the bus only after the database has committed it.</summary>
    /// <param name="event">The event.</param>
    /// <param name="correlationId">The correlation id: the same for everything that the event causes.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <example>
    /// <code>
    /// db.Orders.Add(order);
    /// await outbox.AddAsync(new OrderCreated { OrderId = order.Id }, correlationId, cancellationToken);
    /// await db.SaveChangesAsync(cancellationToken); // commits the order and its event
    /// </code>
    /// </example>
    Task AddAsync<T>(T @event, Guid correlationId, CancellationToken cancellationToken)
        where T : class;
}

internal sealed class EventOutbox(IBus bus, IOutbox outbox) : IEventOutbox
{
    public Task AddAsync<T>(T @event, Guid correlationId, CancellationToken cancellationToken)
        where T : class =>
        bus.Publish(
            @event,
            context =>
            {
                context.CorrelationId = correlationId;
                context.GetOrAddPayload(() => outbox);
            },
            cancellationToken);
}

namespace Workers.EventBridge.Publishing;

/// <summary>
/// Receives published events instead of the bus, so that an outbox can store them until its transaction has committed. Register it as a
/// scoped service to receive the events that consumers publish in their scope; or add it as a payload to a SendContext.
/// </summary>
/// <example>
/// <code>
/// services.AddScoped&lt;IOutbox, TableOutbox&gt;(); // AddAsync adds a row to the scope's transaction
/// // later, from a background service, for each committed row:
/// await publisher.PublishAsync(row.ToEvent(), cancellationToken); // IEventPublisher
/// </code>
/// </example>
public interface IOutbox
{
    /// <summary>Stores the event. When this completes, the publish call has succeeded.</summary>
    Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken);
}

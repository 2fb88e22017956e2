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
    /// <summary>
    /// Whether it keeps <see cref="OutgoingEvent.ScheduledAt"/> and <see cref="OutgoingEvent.Queue"/>; false by default. Then scheduled
    /// messages, and messages to a queue, are rejected.
    /// </summary>
    bool CanSchedule => false;

    /// <summary>Stores the event. When this completes, the publish call has succeeded.</summary>
    Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken);

    /// <summary>Removes a scheduled event that is not published yet; does nothing if there is none.</summary>
    /// <param name="schedulingToken">Its <see cref="OutgoingEvent.SchedulingToken"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <exception cref="NotSupportedException">The outbox does not keep scheduled events.</exception>
    Task CancelAsync(Guid schedulingToken, CancellationToken cancellationToken) =>
        throw new NotSupportedException($"{GetType().Name} does not keep scheduled events.");
}

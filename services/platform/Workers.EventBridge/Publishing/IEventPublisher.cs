namespace Workers.EventBridge.Publishing;

/// <summary>Sends serialized events to the bus, or to the queue that they name, below the messaging framework: for outboxes.</summary>
public interface IEventPublisher
{
    /// <summary>
    /// Publishes. Concurrent calls share PutEvents calls of up to ten entries. Entries with a transient failure are retried with jittered
    /// back-off, without the successful ones. Calls that fail as a whole or time out are retried as well. No attempt starts later than ten
    /// seconds after the first. Waits while too many events are pending.
    /// </summary>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">
    /// Ends the wait. An event that is not in a call by then is not published; one that is in a call may be.
    /// </param>
    /// <exception cref="EventPublishException">
    /// EventBridge rejected this event, could not accept it in time, or it is too large.
    /// </exception>
    Task PublishAsync(OutgoingEvent @event, CancellationToken cancellationToken = default);
}

namespace Workers.EventBridge.Publishing;

/// <summary>Puts serialized events on the bus, below the messaging framework: for outboxes.</summary>
public interface IEventPublisher
{
    /// <summary>
    /// Publishes. Concurrent calls share PutEvents calls of up to ten entries; entries that EventBridge could not take for the
    /// moment are retried, with jittered back-off, without those that went through. So are calls that fail as a whole, and calls that
    /// take too long. No try begins later than ten seconds after the first. Waits while too many events are pending.
    /// </summary>
    /// <param name="event">The event.</param>
    /// <param name="cancellationToken">
    /// Ends the waiting. An event that no call has carried by then is not published; one that is under way may be.
    /// </param>
    /// <exception cref="EventPublishException">
    /// EventBridge refused this event, could not take it in time, or it is too large ever to be taken.
    /// </exception>
    Task PublishAsync(OutgoingEvent @event, CancellationToken cancellationToken = default);
}

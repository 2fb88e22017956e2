namespace Workers.EventBridge.Publishing;

/// <summary>Puts events on the bus, below MassTransit: for outboxes, which hold events that are serialized already.</summary>
public interface IEventPublisher
{
    /// <summary>
    /// Publishes. Concurrent calls share PutEvents calls of up to ten entries; entries that EventBridge could not take for the
    /// moment are retried, with jittered back-off, without those that went through. So are calls that fail as a whole; all tries
    /// span some ten seconds, or half a minute when calls hang.
    /// </summary>
    /// <exception cref="EventRefusedException">
    /// EventBridge refused this event, could not take it in time, or it is too large ever to be taken.
    /// </exception>
    Task PublishAsync(OutgoingEvent @event, CancellationToken cancellationToken = default);

    /// <summary>
    /// Publishes in the order given, call after call. Never throws for an event: each gets its own result, null or what was
    /// wrong, at its own index; <see cref="OperationCanceledException"/> when it was not sent before the cancellation.
    /// </summary>
    Task<IReadOnlyList<Exception?>> PublishInOrderAsync(IReadOnlyList<OutgoingEvent> events, CancellationToken cancellationToken = default);
}

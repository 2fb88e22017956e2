namespace Workers.EventBridge.Publishing;

/// <summary>
/// Takes published events instead of the bus, so that an outbox can keep them until its transaction has committed. Register one
/// as a scoped service, and it gets what consumers publish in their scope; or put one as a payload on a SendContext.
/// </summary>
public interface IOutbox
{
    /// <summary>Stores the event. When this returns, the publish call has succeeded.</summary>
    Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken);
}

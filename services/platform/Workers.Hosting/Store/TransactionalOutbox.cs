using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>Stores the events published in a scope, of a consumer or an HTTP request, in the outbox of its database.</summary>
internal sealed class TransactionalOutbox(StoreSession session) : IOutbox
{
    public bool CanSchedule => true;

    public Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken)
    {
        // A publish that its caller cancelled is not sent.
        cancellationToken.ThrowIfCancellationRequested();
        ConsumerRun.RefuseOtherThan(session);
        session.AddEvent(OutboxEntry.From(@event));
        return Task.CompletedTask;
    }

    public Task CancelAsync(Guid schedulingToken, CancellationToken cancellationToken)
    {
        ConsumerRun.RefuseOtherThan(session);
        return session.CancelEventAsync(schedulingToken, cancellationToken);
    }
}

using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>Takes what is published in a scope, a consumer's or an HTTP request's, into the outbox of its database.</summary>
internal sealed class TransactionalOutbox(WorkerDbContext db) : IOutbox
{
    public Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken)
    {
        // A publish that its caller cancelled is not sent.
        cancellationToken.ThrowIfCancellationRequested();
        ConsumerTransaction.RefuseOtherThan(db);
        db.AddEvent(OutboxEntry.From(@event));
        return Task.CompletedTask;
    }
}

using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Store;

/// <summary>Takes what is published in a consumer's scope into the outbox of its database.</summary>
internal sealed class OutboxSink(WorkerDbContext db) : IEventSink
{
    public Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken)
    {
        db.Outbox.Add(OutboxEntry.From(@event));
        return Task.CompletedTask;
    }
}

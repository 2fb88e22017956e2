using System.Collections.Concurrent;
using Workers.EventBridge.Publishing;

namespace Workers.Hosting.Tests.Store;

/// <summary>A bus that takes its time, or refuses.</summary>
internal sealed class PublisherDouble : IEventPublisher
{
    /// <summary>Before an event is sent; throws what the bus answers.</summary>
    public Func<OutgoingEvent, CancellationToken, Task> Sending { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>How often each event was sent.</summary>
    public ConcurrentDictionary<Guid, int> Sent { get; } = new();

    public async Task PublishAsync(OutgoingEvent @event, CancellationToken cancellationToken = default)
    {
        await Sending(@event, cancellationToken);
        Sent.AddOrUpdate(@event.EventId, 1, (_, times) => times + 1);
    }
}

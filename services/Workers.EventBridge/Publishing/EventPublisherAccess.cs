using Workers.EventBridge.Configuration;

namespace Workers.EventBridge.Publishing;

/// <summary>The publisher of a bus in this container, for who publishes below MassTransit.</summary>
internal sealed class EventPublisherAccess : IEventPublisher, IEventBusStatus, IDisposable
{
    private EventBridgeHostConfiguration? _host;

    public void Set(EventBridgeHostConfiguration host) => _host = host;

    private IEventPublisher Publisher =>
        _host?.Clients.Publisher ?? throw new InvalidOperationException(
            "There is no bus yet: resolve IBus, or start the host, before publishing.");

    /// <summary>Events that were accepted and are not settled.</summary>
    public int Pending => _host?.Clients.PendingEvents ?? 0;

    public Task PublishAsync(OutgoingEvent @event, CancellationToken cancellationToken = default) =>
        Publisher.PublishAsync(@event, cancellationToken);

    public Task<IReadOnlyList<Exception?>> PublishInOrderAsync(
        IReadOnlyList<OutgoingEvent> events,
        CancellationToken cancellationToken = default) =>
        Publisher.PublishInOrderAsync(events, cancellationToken);

    public Task<string?> FindProblemAsync(CancellationToken cancellationToken = default) =>
        _host?.Clients.FindBusProblemAsync(cancellationToken) ?? Task.FromResult<string?>("There is no bus yet.");

    /// <summary>The service provider is disposed: the bus's AWS clients are as well.</summary>
    public void Dispose() => _host?.Clients.Dispose();
}

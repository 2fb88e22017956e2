using Workers.EventBridge.Configuration;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.Publishing;

/// <summary>A bus of this container, for who publishes below MassTransit.</summary>
internal sealed class EventPublisherAccess : IEventPublisher, IEventBusStatus, IWakeUpSender, IDisposable
{
    private EventBridgeHostConfiguration? _host;

    public void Set(EventBridgeHostConfiguration host) => _host = host;

    private EventBridgeHostConfiguration Host => _host ?? throw new InvalidOperationException(
        "There is no bus yet: resolve IBus, or start the host, before publishing.");

    /// <summary>Events that were accepted and are not settled.</summary>
    public int Pending => _host?.Clients.PendingEvents ?? 0;

    public Task PublishAsync(OutgoingEvent @event, CancellationToken cancellationToken = default) =>
        Host.Clients.Publisher.PublishAsync(@event, cancellationToken);

    public Task<string?> FindProblemAsync(CancellationToken cancellationToken = default) =>
        _host?.Clients.FindBusProblemAsync(cancellationToken) ?? Task.FromResult<string?>("There is no bus yet.");

    public Task SendAsync(string queueName, string reason, CancellationToken cancellationToken = default) =>
        WakeUpMessages.SendAsync(Host.Clients.Sqs, queueName, Host.Settings.Producer, reason, cancellationToken);

    /// <summary>The service provider is disposed: the bus's AWS clients are as well.</summary>
    public void Dispose() => _host?.Clients.Dispose();
}

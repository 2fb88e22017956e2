using Workers.EventBridge.Configuration;
using Workers.EventBridge.Receiving;

namespace Workers.EventBridge.Publishing;

/// <summary>The publisher of a bus in this container, for outboxes and other code below the messaging framework.</summary>
internal sealed class EventPublisherAccess : IEventPublisher, IEventBusStatus, IWakeUpSender, IDisposable
{
    private Bus? _bus;

    private Bus Current => _bus ?? throw new InvalidOperationException(
        "There is no bus yet: resolve IBus, or start the host, before publishing.");

    /// <summary>Called when the bus has been created.</summary>
    public void Set(AwsClients clients, EventBridgeHostSettings settings) => _bus = new Bus(clients, settings);

    /// <summary>Accepted events without a result yet.</summary>
    public int Pending => _bus?.Clients.PendingEvents ?? 0;

    public Task PublishAsync(OutgoingEvent @event, CancellationToken cancellationToken = default) =>
        @event.Queue is null
            ? Current.Clients.Publisher.PublishAsync(@event, cancellationToken)
            : Current.Clients.QueueSender.SendAsync(@event, cancellationToken);

    public Task<string?> FindProblemAsync(CancellationToken cancellationToken = default) =>
        _bus?.Clients.FindBusProblemAsync(cancellationToken) ?? Task.FromResult<string?>("There is no bus yet.");

    public Task SendAsync(string queueName, string reason, TimeSpan delay = default, CancellationToken cancellationToken = default) =>
        WakeUpMessages.SendAsync(Current.Clients.Sqs, queueName, Current.Settings.Producer, reason, delay, cancellationToken);

    /// <summary>Called when the service provider is disposed: disposes the bus's AWS clients as well.</summary>
    public void Dispose() => _bus?.Clients.Dispose();

    private sealed record Bus(AwsClients Clients, EventBridgeHostSettings Settings);
}

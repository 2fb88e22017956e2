using MassTransit;
using MassTransit.Transports;

namespace Workers.EventBridge.MassTransit;

internal sealed class EventBridgeReceiveEndpointContext(
    EventBridgeHostConfiguration host, EventBridgeReceiveEndpointConfiguration configuration)
    : BaseReceiveEndpointContext(host, configuration)
{
    /// <summary>Schedules messages in the outboxes of consumers.</summary>
    public MessageSchedulerContext Scheduler { get; } = ConsumerScheduler.Of(host);

    // These agents supervise connections; over HTTP there are none.
    public override void AddSendAgent(IAgent agent) => throw new NotSupportedException("The transport has no connections to supervise.");

    public override void AddConsumeAgent(IAgent agent) => throw new NotSupportedException("The transport has no connections to supervise.");

    public override Exception ConvertException(Exception exception, string message) => new ConnectionException(message, exception);

    protected override ISendTransportProvider CreateSendTransportProvider() => new EventBridgeTransportProvider(host, this);

    protected override IPublishTransportProvider CreatePublishTransportProvider() => new EventBridgeTransportProvider(host, this);
}

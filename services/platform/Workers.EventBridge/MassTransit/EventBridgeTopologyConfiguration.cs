using MassTransit;
using MassTransit.Configuration;
using MassTransit.Topology;
using MassTransit.Transports;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>MassTransit's view of the bus: message types and their publish addresses. It creates nothing in AWS.</summary>
internal sealed class EventBridgeTopologyConfiguration : ITopologyConfiguration
{
    public EventBridgeTopologyConfiguration(IMessageTopologyConfigurator message, EventTypeMap types)
    {
        Message = message;
        Types = types;
        Send = new SendTopology();
        Send.ConnectSendTopologyConfigurationObserver(new DelegateSendTopologyConfigurationObserver(GlobalTopology.Send));
        Publish = new EventBridgePublishTopology(message, types);
        Publish.ConnectPublishTopologyConfigurationObserver(new DelegatePublishTopologyConfigurationObserver(GlobalTopology.Publish));
        Publish.ConnectPublishTopologyConfigurationObserver(new PublishToSendTopologyConfigurationObserver(Send));
        Consume = new EventBridgeConsumeTopology();
    }

    public EventBridgeTopologyConfiguration(EventBridgeTopologyConfiguration bus)
    {
        Message = bus.Message;
        Types = bus.Types;
        Send = bus.Send;
        Publish = bus.Publish;
        Consume = new EventBridgeConsumeTopology();
    }

    public EventTypeMap Types { get; }

    public IMessageTopologyConfigurator Message { get; }

    public ISendTopologyConfigurator Send { get; }

    public IPublishTopologyConfigurator Publish { get; }

    public IConsumeTopologyConfigurator Consume { get; }

    public IEnumerable<ValidationResult> Validate() => Send.Validate().Concat(Publish.Validate()).Concat(Consume.Validate());

    // SQS allows queue names of up to 80 characters.
    private sealed class EventBridgeConsumeTopology() : ConsumeTopology(80);
}

internal sealed class EventBridgeBusTopology(IHostConfiguration host, ITopologyConfiguration topology) : BusTopology(host, topology);

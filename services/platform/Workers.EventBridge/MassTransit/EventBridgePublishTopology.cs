using System.Diagnostics.CodeAnalysis;
using MassTransit;
using MassTransit.Topology;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

/// <summary>Every contract is published to the same bus; its address shows the contract's name in traces.</summary>
internal sealed class EventBridgePublishTopology(IMessageTopology messages, EventTypeMap types) : PublishTopology
{
    protected override IMessagePublishTopologyConfigurator CreateMessageTopology<T>()
    {
        var topology = new MessageTopology<T>(this, types);
        OnMessageTopologyCreated(topology);
        _ = messages.GetMessageTopology<T>();
        return topology;
    }

    private sealed class MessageTopology<T>(IPublishTopology publish, EventTypeMap types) : MessagePublishTopology<T>(publish)
        where T : class
    {
        public override bool TryGetPublishAddress(Uri baseAddress, [NotNullWhen(true)] out Uri? publishAddress)
        {
            publishAddress = EventBridgeAddress.OfEvent(baseAddress, types.NameOf(typeof(T)));
            return true;
        }
    }
}

using MassTransit;
using MassTransit.Configuration;
using MassTransit.Observables;

namespace Workers.EventBridge.MassTransit;

internal class EventBridgeEndpointConfiguration : EndpointConfiguration
{
    private readonly EventBridgeTopologyConfiguration _topology;

    protected EventBridgeEndpointConfiguration(EventBridgeTopologyConfiguration topology)
        : base(topology) => _topology = topology;

    private EventBridgeEndpointConfiguration(
        EventBridgeEndpointConfiguration parent, EventBridgeTopologyConfiguration topology, bool isBusEndpoint)
        : base(parent, topology, isBusEndpoint) => _topology = topology;

    public EventBridgeEndpointConfiguration CreateEndpointConfiguration(bool isBusEndpoint = false) =>
        new(this, new EventBridgeTopologyConfiguration(_topology), isBusEndpoint);
}

internal sealed class EventBridgeBusConfiguration : EventBridgeEndpointConfiguration, IBusConfiguration
{
    private readonly BusObservable _observers = new();

    public EventBridgeBusConfiguration(EventBridgeTopologyConfiguration topology, Type? busType)
        : base(topology)
    {
        HostConfiguration = new EventBridgeHostConfiguration(this, topology) { BusType = busType };
        BusEndpointConfiguration = CreateEndpointConfiguration(isBusEndpoint: true);
    }

    public EventBridgeHostConfiguration HostConfiguration { get; }

    public EventBridgeEndpointConfiguration BusEndpointConfiguration { get; }

    IHostConfiguration IBusConfiguration.HostConfiguration => HostConfiguration;

    IEndpointConfiguration IBusConfiguration.BusEndpointConfiguration => BusEndpointConfiguration;

    public IBusObserver BusObservers => _observers;

    public ConnectHandle ConnectBusObserver(IBusObserver observer) => _observers.Connect(observer);

    public ConnectHandle ConnectEndpointConfigurationObserver(IEndpointConfigurationObserver observer) =>
        HostConfiguration.ConnectEndpointConfigurationObserver(observer);
}

using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

internal sealed class EventBridgeHostConfiguration : BaseHostConfiguration<EventBridgeReceiveEndpointConfiguration, IEventBridgeReceiveEndpointConfigurator>
{
    private readonly EventBridgeBusConfiguration _bus;

    public EventBridgeHostConfiguration(EventBridgeBusConfiguration bus, EventBridgeTopologyConfiguration topology)
        : base(bus)
    {
        _bus = bus;
        Types = topology.Types;
        Topology = new EventBridgeBusTopology(this, topology);
        ReceiveTransportRetryPolicy = Retry.CreatePolicy(x => x.Immediate(1));
        Clients = new AwsClients(Settings, () => LogContext?.Logger);
    }

    /// <summary>The bus's interface, unless it is the container's first bus: the key of its publisher and its outboxes.</summary>
    public Type? BusType { get; init; }

    /// <summary>Whether the container has outboxes for this bus.</summary>
    public bool HasOutbox { get; set; } = true;

    public EventBridgeHostSettings Settings { get; } = new();

    public EventTypeMap Types { get; }

    public AwsClients Clients { get; }

    /// <summary>The JSON options of contracts.</summary>
    public ContractJson Json { get; } = new();

    // The host of a Uri must not contain the characters of a bus ARN.
    public override Uri HostAddress =>
        new($"eventbridge://{Uri.EscapeDataString(Settings.ShortBusName)}/");

    public override IBusTopology Topology { get; }

    public override IRetryPolicy ReceiveTransportRetryPolicy { get; }

    public EventBridgeReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(
        string queueName,
        EventBridgeEndpointConfiguration endpoint,
        Action<IEventBridgeReceiveEndpointConfigurator>? configure)
    {
        var configuration = new EventBridgeReceiveEndpointConfiguration(this, queueName, endpoint);
        configure?.Invoke(configuration);
        Observers.EndpointConfigured(configuration);
        Add(configuration);
        return configuration;
    }

    public override void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter,
        Action<IEventBridgeReceiveEndpointConfigurator>? configureEndpoint = null) =>
        ReceiveEndpoint(definition.GetEndpointName(endpointNameFormatter ?? DefaultEndpointNameFormatter.Instance), endpoint =>
        {
            ApplyEndpointDefinition(endpoint, definition);
            configureEndpoint?.Invoke(endpoint);
        });

    public override void ReceiveEndpoint(string queueName, Action<IEventBridgeReceiveEndpointConfigurator>? configureEndpoint) =>
        CreateReceiveEndpointConfiguration(queueName, _bus.CreateEndpointConfiguration(), configureEndpoint);

    public override IReceiveEndpointConfiguration CreateReceiveEndpointConfiguration(
        string queueName,
        Action<IReceiveEndpointConfigurator>? configure) =>
        CreateReceiveEndpointConfiguration(queueName, _bus.CreateEndpointConfiguration(), configure);

    public override IHost Build()
    {
        var host = new EventBridgeHost(this);
        foreach (var endpoint in GetConfiguredEndpoints())
            endpoint.Build(host);
        return host;
    }
}

using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;

namespace Workers.EventBridge.MassTransit;

internal sealed class EventBridgeHost(EventBridgeHostConfiguration configuration)
    : BaseHost(configuration, configuration.Topology), IHost<IEventBridgeReceiveEndpointConfigurator>
{
    public override HostReceiveEndpointHandle ConnectReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter,
        Action<IReceiveEndpointConfigurator>? configureEndpoint = null) =>
        ConnectReceiveEndpoint(Name(definition, endpointNameFormatter), configureEndpoint);

    public override HostReceiveEndpointHandle ConnectReceiveEndpoint(
        string queueName,
        Action<IReceiveEndpointConfigurator>? configureEndpoint = null) =>
        ConnectReceiveEndpoint(
            queueName,
            configureEndpoint is null ? null : (Action<IEventBridgeReceiveEndpointConfigurator>)(endpoint => configureEndpoint(endpoint)));

    public HostReceiveEndpointHandle ConnectReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter = null,
        Action<IEventBridgeReceiveEndpointConfigurator>? configureEndpoint = null) =>
        ConnectReceiveEndpoint(Name(definition, endpointNameFormatter), configureEndpoint);

    public HostReceiveEndpointHandle ConnectReceiveEndpoint(
        string queueName, Action<IEventBridgeReceiveEndpointConfigurator>? configureEndpoint = null)
    {
        var endpoint = (EventBridgeReceiveEndpointConfiguration)configuration.CreateReceiveEndpointConfiguration(
            queueName, x => configureEndpoint?.Invoke((IEventBridgeReceiveEndpointConfigurator)x));
        endpoint.Validate().ThrowIfContainsFailure($"The endpoint of queue '{queueName}' is not valid:");
        endpoint.Build(this);
        return ReceiveEndpoints.Start(queueName);
    }

    protected override void Probe(ProbeContext context) =>
        context.Set(new { Type = "EventBridge", configuration.Settings.BusName, configuration.Settings.Producer });

    protected override IAgent[] GetAgentHandles() => [new FlushAgent(configuration.Clients)];

    private static string Name(IEndpointDefinition definition, IEndpointNameFormatter? formatter) =>
        definition.GetEndpointName(formatter ?? DefaultEndpointNameFormatter.Instance);
}

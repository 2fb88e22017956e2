using System.Text.Json;
using MassTransit;
using MassTransit.Configuration;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.MassTransit;

internal sealed class EventBridgeBusFactoryConfigurator(
    EventBridgeBusConfiguration bus) : BusFactoryConfigurator(bus), IEventBridgeBusFactoryConfigurator, IBusFactory
{
    private readonly EventBridgeHostConfiguration _host = bus.HostConfiguration;

    public void Host(string busName, Action<EventBridgeHostSettings>? configure = null)
    {
        if (busName.Contains(":event-busv2/", StringComparison.Ordinal))
            throw new ConfigurationException(
                $"{busName} is a Custom Event Bus of EventBridge (eventsv2), to which this transport cannot publish. Name a Classic bus, with a rule whose target is the Custom Event Bus; "
                + "endpoints receive from the queues of subscribers of either.");
        _host.Settings.BusName = busName;
        configure?.Invoke(_host.Settings);
    }

    public void UseEventBridgeScheduler(string roleArn, string group = "default")
    {
        if (!roleArn.StartsWith("arn:", StringComparison.Ordinal) || !roleArn.Contains(":role/", StringComparison.Ordinal))
            throw new ConfigurationException(
                $"UseEventBridgeScheduler: '{roleArn}' is not the ARN of a role, such as arn:aws:iam::123456789012:role/scheduler.");
        _host.Settings.Scheduler = new SchedulerSettings(roleArn, group);
    }

    void IBusFactoryConfigurator.AddSerializer(ISerializerFactory factory, bool isSerializer) => throw OneSerialization.Refusal("A serializer");

    void IBusFactoryConfigurator.AddDeserializer(ISerializerFactory factory, bool isDefault) => throw OneSerialization.Refusal("A deserializer");

    void IBusFactoryConfigurator.ClearSerialization() => throw OneSerialization.Refusal("ClearSerialization");

    public void ConfigureJsonSerializerOptions(Func<JsonSerializerOptions, JsonSerializerOptions> configure) => _host.Json.Configure(configure);

    // UseDelayedMessageScheduler: the scheduler of the outbox is there without it, and MassTransit's cannot cancel.
    void IPipeConfigurator<ConsumeContext>.AddPipeSpecification(IPipeSpecification<ConsumeContext> specification)
    {
        if (specification is not DelayedMessageSchedulerSpecification)
            AddPipeSpecification(specification);
    }

    public void Event<T>(string source, string detailType, int version = 1)
        where T : class => Configure(() => _host.Types.Add(typeof(T), new EventName(source, detailType, version)));

    public void Event<T>()
        where T : class => Configure(() => _host.Types.NameOf(typeof(T)));

    public IReceiveEndpointConfiguration CreateBusEndpointConfiguration(Action<IReceiveEndpointConfigurator> configure) =>
        _host.CreateReceiveEndpointConfiguration("bus", bus.BusEndpointConfiguration, configure);

    public void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter = null,
        Action<IEventBridgeReceiveEndpointConfigurator>? configureEndpoint = null) =>
        _host.ReceiveEndpoint(definition, endpointNameFormatter, configureEndpoint);

    public void ReceiveEndpoint(string queueName, Action<IEventBridgeReceiveEndpointConfigurator> configureEndpoint) =>
        _host.ReceiveEndpoint(queueName, configureEndpoint);

    public void ReceiveEndpoint(
        IEndpointDefinition definition,
        IEndpointNameFormatter? endpointNameFormatter = null,
        Action<IReceiveEndpointConfigurator>? configureEndpoint = null) =>
        _host.ReceiveEndpoint(definition, endpointNameFormatter, configureEndpoint);

    public void ReceiveEndpoint(string queueName, Action<IReceiveEndpointConfigurator> configureEndpoint) =>
        _host.ReceiveEndpoint(queueName, configureEndpoint);

    private static void Configure(Action configure)
    {
        try
        {
            configure();
        }
        catch (EventContractException problem)
        {
            throw new ConfigurationException(problem.Message, problem);
        }
    }
}

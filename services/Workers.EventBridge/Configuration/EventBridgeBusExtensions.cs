using MassTransit.Topology;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Topology;

namespace MassTransit;

/// <summary>Entry point for MassTransit users.</summary>
public static class EventBridgeBusExtensions
{
    /// <summary>
    /// Uses EventBridge and SQS as the transport: <c>x.UsingEventBridge((context, cfg) =&gt; { cfg.Host("store");
    /// cfg.ConfigureEndpoints(context); })</c>.
    /// Nothing is created in AWS: bus, rules and queues belong to the deployment.
    /// </summary>
    public static void UsingEventBridge(
        this IBusRegistrationConfigurator configurator,
        Action<IBusRegistrationContext, IEventBridgeBusFactoryConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        var topology = new EventBridgeTopologyConfiguration(new MessageTopology(new DetailTypeFormatter()), new EventTypeMap());
        configurator.AddSingleton<EventPublisherAccess>();
        configurator.AddSingleton<IEventPublisher>(provider => provider.GetRequiredService<EventPublisherAccess>());
        configurator.SetBusFactory(new EventBridgeRegistrationBusFactory(new EventBridgeBusConfiguration(topology), configure));
    }

    private sealed class DetailTypeFormatter : IEntityNameFormatter
    {
        public string FormatEntityName<T>() => typeof(T).Name;
    }
}

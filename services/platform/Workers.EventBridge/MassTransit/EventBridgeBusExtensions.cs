using MassTransit.Scheduling;
using MassTransit.Topology;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.MassTransit;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Topology;

namespace MassTransit;

/// <summary>Entry point for MassTransit users.</summary>
public static class EventBridgeBusExtensions
{
    /// <summary>
    /// Uses EventBridge and SQS as the transport: <c>x.UsingEventBridge((context, cfg) =&gt; { cfg.Host("store");
    /// cfg.ConfigureEndpoints(context); })</c>.
    /// Creates nothing in AWS: the deployment owns the bus, rules and queues.
    /// </summary>
    /// <remarks>
    /// <see cref="IEventPublisher"/> is the publisher of the container's first bus. For another bus, added by
    /// <c>AddMassTransit&lt;TBus&gt;</c>, the publisher, its <see cref="IEventBusStatus"/>, its <see cref="IWakeUpSender"/> and the
    /// <see cref="IOutbox"/>s of its consumers are keyed by <c>typeof(TBus)</c>.
    /// </remarks>
    public static void UsingEventBridge(
        this IBusRegistrationConfigurator configurator,
        Action<IBusRegistrationContext, IEventBridgeBusFactoryConfigurator>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(configurator);
        var topology = new EventBridgeTopologyConfiguration(new MessageTopology(new DetailTypeFormatter()), new EventTypeMap());
        var busType = BusTypeOf(configurator);
        if (busType is null)
        {
            configurator.AddSingleton<EventPublisherAccess>();
            configurator.AddSingleton<IEventPublisher>(provider => provider.GetRequiredService<EventPublisherAccess>());
            configurator.AddSingleton<IEventBusStatus>(provider => provider.GetRequiredService<EventPublisherAccess>());
            configurator.AddSingleton<IWakeUpSender>(provider => provider.GetRequiredService<EventPublisherAccess>());
        }
        else
        {
            configurator.AddKeyedSingleton<EventPublisherAccess>(busType);
            configurator.AddKeyedSingleton<IEventPublisher>(busType, (provider, key) => provider.GetRequiredKeyedService<EventPublisherAccess>(key));
            configurator.AddKeyedSingleton<IEventBusStatus>(busType, (provider, key) => provider.GetRequiredKeyedService<EventPublisherAccess>(key));
            configurator.AddKeyedSingleton<IWakeUpSender>(busType, (provider, key) => provider.GetRequiredKeyedService<EventPublisherAccess>(key));
        }

        var bus = new EventBridgeBusConfiguration(topology, busType);
        configurator.AddScoped<IMessageScheduler>(scope => new MessageScheduler(
            new OutboxScheduler(
                scope.GetRequiredService<ISendEndpointProvider>(),
                () => (busType is null ? scope.GetService<IOutbox>() : scope.GetKeyedService<IOutbox>(busType))
                    ?? bus.HostConfiguration.Clients.Scheduler),
            scope.GetRequiredService<IBus>().Topology));
        configurator.SetBusFactory(new EventBridgeRegistrationBusFactory(bus, configure));
    }

    /// <summary>The bus's own interface, of <c>AddMassTransit&lt;TBus&gt;</c>; null for the container's first bus.</summary>
    private static Type? BusTypeOf(IBusRegistrationConfigurator configurator) => configurator.GetType().GetInterfaces()
        .FirstOrDefault(one => one.IsGenericType && one.GetGenericTypeDefinition() == typeof(IBusRegistrationConfigurator<>))
        ?.GenericTypeArguments[0];

    private sealed class DetailTypeFormatter : IEntityNameFormatter
    {
        public string FormatEntityName<T>() => typeof(T).Name;
    }
}

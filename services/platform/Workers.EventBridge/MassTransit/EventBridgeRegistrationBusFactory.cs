using MassTransit;
using MassTransit.Configuration;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Publishing;

namespace Workers.EventBridge.MassTransit;

internal sealed class EventBridgeRegistrationBusFactory(
    EventBridgeBusConfiguration bus,
    Action<IBusRegistrationContext, IEventBridgeBusFactoryConfigurator>? configure)
    : TransportRegistrationBusFactory<IEventBridgeReceiveEndpointConfigurator>(bus.HostConfiguration)
{
    public override IBusInstance CreateBus(
        IBusRegistrationContext context, IEnumerable<IBusInstanceSpecification> specifications, string busName)
    {
        var settings = bus.HostConfiguration.Settings;
        var configurator = new EventBridgeBusFactoryConfigurator(bus);
        var envelope = new EventSerializerFactory(bus.HostConfiguration.Types, () => settings.Producer, new HostClock(settings))
        {
            Json = bus.HostConfiguration.Json,
        };
        configurator.ClearSerialization();
        configurator.AddSerializer(envelope, isSerializer: true);
        configurator.AddDeserializer(envelope, isDefault: true);
        var services = context.GetRequiredService<IServiceProvider>();
        var publisher = bus.HostConfiguration.BusType is { } type
            ? services.GetRequiredKeyedService<EventPublisherAccess>(type)
            : services.GetRequiredService<EventPublisherAccess>();
        publisher.Set(bus.HostConfiguration.Clients, settings);
        if (services.GetService<IServiceProviderIsKeyedService>() is { } registered)
            bus.HostConfiguration.HasOutbox = bus.HostConfiguration.BusType is { } key
                ? registered.IsKeyedService(typeof(IOutbox), key)
                : registered.IsService(typeof(IOutbox));
        return CreateBus<EventBridgeBusFactoryConfigurator, IEventBridgeBusFactoryConfigurator>(
            configurator,
            context,
            (registration, factory) => OneSerialization.Guard(() => configure?.Invoke(registration, factory)),
            specifications);
    }

    /// <summary>The serializer is created before the host is configured: it reads the host's clock on use.</summary>
    private sealed class HostClock(EventBridgeHostSettings settings) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => settings.TimeProvider.GetUtcNow();
    }
}

using Benchmarks.Stand;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.EventBridge.Configuration;
using Workers.Testing;

namespace Benchmarks.Contestants;

/// <summary>A host with nothing but a bus on our transport.</summary>
internal static class TransportBus
{
    public static IHost Build(
        Uri aws,
        string bus,
        Action<IServiceCollection, IBusRegistrationConfigurator> register,
        Action<IBusRegistrationContext, IEventBridgeBusFactoryConfigurator> configure)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddMassTransit(massTransit =>
        {
            massTransit.DisableUsageTelemetry();
            register(builder.Services, massTransit);
            massTransit.UsingEventBridge((context, eventBridge) =>
            {
                eventBridge.Host(bus, host =>
                {
                    host.ServiceUrl = aws;
                    host.Credentials = LocalAwsClients.Credentials;
                    host.Region = LocalAwsProcess.Region;
                });
                configure(context, eventBridge);
            });
        });
        return builder.Build();
    }
}

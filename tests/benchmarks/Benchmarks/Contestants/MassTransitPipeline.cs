using System.Text;
using Benchmarks.Stand;
using MassTransit;
using MassTransit.Transports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.MassTransit;
using Workers.EventBridge.Topology;

namespace Benchmarks.Contestants;

/// <summary>MassTransit without a transport: message bodies go straight into its receive pipeline.</summary>
internal static class MassTransitPipeline
{
    private static readonly Dictionary<string, object> NoHeaders = [];

    /// <summary>Runs so many messages through it.</summary>
    /// <param name="messages">How many.</param>
    /// <param name="work">What the consumer does.</param>
    /// <param name="handlers">Messages at the same time.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    public static async Task RunAsync(int messages, Work work, int handlers, CancellationToken cancellationToken)
    {
        var bodies = Enumerable.Range(0, messages)
            .Select(number => Encoding.UTF8.GetBytes(BenchmarkEnvelope.Write(BenchmarkOrder.Create(number))))
            .ToArray();
        using var host = Build(work);
        await host.StartAsync(cancellationToken);
        var dispatcher = host.Services.GetRequiredService<IReceiveEndpointDispatcher<OrderConsumer>>();
        var next = -1;
        await Task.WhenAll(Enumerable.Range(0, handlers).Select(_ => Task.Run(
            async () =>
            {
                while (Interlocked.Increment(ref next) is var index && index < bodies.Length)
                    await dispatcher.Dispatch(bodies[index], NoHeaders, cancellationToken);
            },
            cancellationToken)));
        await host.StopAsync(cancellationToken);
    }

    private static Microsoft.Extensions.Hosting.IHost Build(Work work)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton(work);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<OrderConsumer>();
            bus.UsingInMemory((_, memory) =>
            {
                var types = new EventTypeMap();
                types.Consume(typeof(BenchmarkOrder));
                memory.AddDeserializer(new EventSerializerFactory(types), isDefault: true);
            });
        });
        return builder.Build();
    }
}

using Benchmarks.Stand;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;

namespace Benchmarks.Contestants;

/// <summary>A MassTransit consumer on our transport.</summary>
internal sealed class TransportConsumer : IConsumerContestant
{
    public async Task ConsumeAsync(QueueAddress queue, Work work, Load load, CancellationToken cancellationToken)
    {
        using var host = TransportBus.Build(
            queue.Aws,
            "benchmark",
            (services, bus) =>
            {
                services.AddSingleton(work);
                bus.AddConsumer<OrderConsumer>();
            },
            (context, eventBridge) => eventBridge.ReceiveEndpoint(queue.Name, endpoint =>
            {
                endpoint.ConcurrentMessageLimit = load.Handlers;
                endpoint.MaxConcurrentPolls = load.Polls;
                endpoint.ConfigureConsumer<OrderConsumer>(context);
            }));
        await host.StartAsync(cancellationToken);
        await work.Done.WaitAsync(cancellationToken);
        await host.StopAsync(cancellationToken);
    }
}

using Benchmarks.Stand;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Benchmarks.Contestants;

/// <summary>A MassTransit consumer on our transport.</summary>
internal sealed class TransportConsumer : IConsumerContestant
{
    public async Task ConsumeAsync(BenchmarkQueue queue, Work work, Load load, CancellationToken cancellationToken)
    {
        using var host = Build(queue, work, load);
        await host.StartAsync(cancellationToken);
        await work.Done.WaitAsync(cancellationToken);
        await host.StopAsync(cancellationToken);
    }

    private static IHost Build(BenchmarkQueue queue, Work work, Load load)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddSingleton(work);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.AddConsumer<Consumer>();
            bus.UsingEventBridge((context, eventBridge) =>
            {
                eventBridge.Host("benchmark", host =>
                {
                    host.ServiceUrl = queue.Aws.Endpoint;
                    host.Credentials = LocalAwsProcess.Credentials;
                    host.Sqs.AuthenticationRegion = "eu-west-1";
                });
                eventBridge.ReceiveEndpoint(queue.Name, endpoint =>
                {
                    endpoint.ConcurrentMessageLimit = load.Handlers;
                    endpoint.MaxConcurrentPolls = load.Polls;
                    endpoint.ConfigureConsumer<Consumer>(context);
                });
            });
        });
        return builder.Build();
    }

    private sealed class Consumer(Work work) : IConsumer<BenchmarkOrder>
    {
        public Task Consume(ConsumeContext<BenchmarkOrder> context) => work.HandleAsync(context.Message, context.CancellationToken);
    }
}

using Benchmarks.Stand;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Benchmarks.Contestants;

/// <summary>MassTransit's Publish on our transport.</summary>
internal sealed class TransportPublisher : IPublisherContestant
{
    private readonly IHost _host;
    private readonly IBus _bus;

    private TransportPublisher(IHost host)
    {
        _host = host;
        _bus = host.Services.GetRequiredService<IBus>();
    }

    public static async Task<TransportPublisher> StartAsync(Uri aws, string bus, CancellationToken cancellationToken)
    {
        var host = TransportBus.Build(aws, bus, (_, _) => { }, (_, _) => { });
        await host.StartAsync(cancellationToken);
        return new TransportPublisher(host);
    }

    public Task PublishAsync(BenchmarkOrder order, CancellationToken cancellationToken) => _bus.Publish(order, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        _host.Dispose();
    }
}

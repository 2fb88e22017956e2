using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Soak.Stand;
using Workers.EventBridge.Publishing;
using Workers.Testing;

namespace Soak.Publishing;

/// <summary>Publishes as a caller would who must not lose an event: what is refused he publishes again, under the same id.</summary>
internal sealed class Publisher : IAsyncDisposable
{
    private const int AtOnce = 256;
    private const int CallsAtOnce = 16;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly IHost _host;
    private readonly IBus _bus;
    private int _published;
    private int _retries;

    private Publisher(IHost host) => (_host, _bus) = (host, host.Services.GetRequiredService<IBus>());

    /// <summary>Events that the bus has taken.</summary>
    public int Published => Volatile.Read(ref _published);

    /// <summary>Publishes that failed.</summary>
    public int Retries => Volatile.Read(ref _retries);

    public static async Task<Publisher> StartAsync(LocalAwsProcess aws, CancellationToken cancellationToken)
    {
        var builder = Host.CreateEmptyApplicationBuilder(settings: null);
        builder.Services.AddMassTransit(bus =>
        {
            bus.DisableUsageTelemetry();
            bus.UsingEventBridge((_, eventBridge) => eventBridge.Host(SoakQueue.Bus, host =>
            {
                host.UseLocalAws(aws.Endpoint);
                host.MaxConcurrentPutEvents = CallsAtOnce;
            }));
        });
        var host = builder.Build();
        await host.StartAsync(cancellationToken);
        return new Publisher(host);
    }

    /// <summary>Publishes the events from 1 up to this number.</summary>
    public Task PublishAsync(int count, CancellationToken cancellationToken) => Parallel.ForEachAsync(
        Enumerable.Range(1, count),
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (number, cancelled) =>
        {
            var id = NewId.NextGuid();
            while (!await TryPublishAsync(new Numbered(number), id, cancelled))
            {
                Interlocked.Increment(ref _retries);
                await Task.Delay(Pause, cancelled);
            }

            Interlocked.Increment(ref _published);
        });

    public async ValueTask DisposeAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(1));
        await _host.StopAsync(late.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _host.Dispose();
    }

    private async Task<bool> TryPublishAsync(Numbered @event, Guid id, CancellationToken cancellationToken)
    {
        try
        {
            await _bus.Publish(@event, context => context.MessageId = id, cancellationToken);
            return true;
        }
        catch (EventPublishException)
        {
            return false;
        }
    }
}

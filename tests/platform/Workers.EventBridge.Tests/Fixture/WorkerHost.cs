using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Publishing;

namespace Workers.EventBridge.Tests.Fixture;

/// <summary>A process with MassTransit on the local bus.</summary>
public sealed class WorkerHost : IAsyncDisposable
{
    private readonly IHost _host;
    private readonly LocalBus _bus;

    private WorkerHost(IHost host, LocalBus bus) => (_host, _bus) = (host, bus);

    public IBusControl Bus => _host.Services.GetRequiredService<IBusControl>();

    public IEventPublisher Publisher => _host.Services.GetRequiredService<IEventPublisher>();

    public IServiceProvider Services => _host.Services;

    public BusHealthStatus Health => Bus.CheckHealth().Status;

    public static WorkerHost Build(LocalBus bus, WorkerSetup setup)
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.Configure<MassTransitHostOptions>(options =>
            (options.WaitUntilStarted, options.ConsumerStopTimeout) = (setup.WaitUntilStarted, setup.ConsumerStopTimeout));
        builder.Services.AddSingleton<ILoggerProvider>(setup.Log);
        setup.Services(builder.Services);
        builder.Services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            setup.Bus(x);
            x.UsingEventBridge((context, cfg) =>
            {
                cfg.Host(LocalBus.Bus, h =>
                {
                    (h.ServiceUrl, h.Region) = (bus.Server.Endpoint, bus.Server.Region);
                    h.Credentials = LocalBus.Credentials;
                    h.TimeProvider = bus.Time;
                    h.Producer = "tests";
                    h.ProducerVersion = "1.2.3";
                    (h.Sqs.MaxErrorRetry, h.EventBridge.MaxErrorRetry) = (0, 0);
                    setup.Host(h);
                });
                setup.Context(context);
                setup.Factory(cfg);
                if (setup.Conventions)
                    cfg.ConfigureEndpoints(context);
                if (setup.Endpoint is { } endpoint)
                    cfg.ReceiveEndpoint(setup.Queue, e => endpoint(e, context));
            });
        });
        return new WorkerHost(builder.Build(), bus);
    }

    public Task StartAsync() => _host.StartAsync(TestContext.Current.CancellationToken).InTimeAsync();

    /// <summary>Stops as a deployment does, in its own time.</summary>
    public Task StopAsync() => _host.StopAsync(TestContext.Current.CancellationToken).InTimeAsync();

    /// <summary>Stops at once: without the bus no long poll keeps a stop waiting.</summary>
    public async ValueTask DisposeAsync()
    {
        using var late = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        var stopped = _host.StopAsync(late.Token);
        await _bus.Server.DisposeAsync();
        await stopped.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _host.Dispose();
    }
}

/// <summary>What differs from test to test.</summary>
public sealed record WorkerSetup
{
    public bool WaitUntilStarted { get; init; } = true;

    public TimeSpan? ConsumerStopTimeout { get; init; }

    public MemoryLog Log { get; init; } = new();

    public Action<IServiceCollection> Services { get; init; } = _ => { };

    public Action<IBusRegistrationConfigurator> Bus { get; init; } = _ => { };

    public Action<EventBridgeHostSettings> Host { get; init; } = _ => { };

    public Action<IEventBridgeBusFactoryConfigurator> Factory { get; init; } = _ => { };

    /// <summary>Gets the registrations, before <see cref="Factory"/>.</summary>
    public Action<IBusRegistrationContext> Context { get; init; } = _ => { };

    public Action<IEventBridgeReceiveEndpointConfigurator, IBusRegistrationContext>? Endpoint { get; init; }

    /// <summary>The queue of the endpoint.</summary>
    public string Queue { get; init; } = LocalBus.Queue;

    /// <summary>Whether the consumers have endpoints by MassTransit's conventions.</summary>
    public bool Conventions { get; init; }
}

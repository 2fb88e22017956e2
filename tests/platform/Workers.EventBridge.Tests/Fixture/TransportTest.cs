using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Workers.EventBridge.Tests.Contracts;

namespace Workers.EventBridge.Tests.Fixture;

/// <summary>A bus of its own for each test, with the queues "orders" and "tap", and a worker that consumes orders.</summary>
public abstract class TransportTest : IAsyncLifetime
{
    private readonly List<WorkerHost> _workers = [];

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected LocalBus Bus { get; private set; } = null!;

    protected FakeTimeProvider Time => Bus.Time;

    /// <summary>What the worker's consumer got.</summary>
    protected Consumed<OrderPlaced> Orders { get; } = new();

    protected IReadOnlyList<WorkerHost> Workers => _workers;

    /// <summary>At how many failures the worker dead-letters; null leaves the queue without a dead-letter queue.</summary>
    protected virtual int? MaxFailures => 3;

    /// <summary>Receives beyond that until SQS does.</summary>
    protected virtual int Headroom => 10;

    public virtual async ValueTask InitializeAsync()
    {
        Bus = await LocalBus.StartAsync();
        await Bus.CreateQueueAsync(maxReceiveCount: MaxFailures + Headroom);
        await Bus.CreateQueueAsync("tap", maxReceiveCount: null);
    }

    public virtual async ValueTask DisposeAsync()
    {
        foreach (var worker in _workers)
            await worker.DisposeAsync();
        await Bus.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Starts a worker as it is set up.</summary>
    protected async Task<WorkerHost> StartAsync(WorkerSetup setup)
    {
        var worker = WorkerHost.Build(Bus, setup);
        _workers.Add(worker);
        await worker.StartAsync();
        return worker;
    }

    /// <summary>Starts a worker that publishes only.</summary>
    protected Task<WorkerHost> StartPublisherAsync() => StartAsync(new WorkerSetup());

    /// <summary>Starts a worker that consumes orders from the queue "orders".</summary>
    protected Task<WorkerHost> StartConsumerAsync(
        Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null,
        WorkerSetup? setup = null) =>
        StartAsync(Consuming(Orders, endpoint, setup));

    protected WorkerSetup Consuming<T>(
        Consumed<T> consumed, Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null, WorkerSetup? setup = null)
        where T : class
    {
        setup ??= new WorkerSetup();
        return setup with
        {
            Services = services =>
            {
                services.AddSingleton(consumed);
                setup.Services(services);
            },
            Bus = x =>
            {
                x.AddConsumer<TestConsumer<T>>();
                setup.Bus(x);
            },
            Endpoint = (e, context) =>
            {
                // The clock runs faster than the wires: a message in flight must not expire meanwhile.
                e.VisibilityTimeout = TimeSpan.FromHours(1);
                e.MaxFailures = MaxFailures;
                endpoint?.Invoke(e);
                setup.Endpoint?.Invoke(e, context);
                e.ConfigureConsumer<TestConsumer<T>>(context);
            },
        };
    }
}

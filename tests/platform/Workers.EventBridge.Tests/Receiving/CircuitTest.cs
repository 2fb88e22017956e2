using MassTransit;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>A worker with a circuit that a test opens.</summary>
public abstract class CircuitTest : TransportTest
{
    protected static readonly TimeSpan Break = TimeSpan.FromSeconds(30);

    protected TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected ReceiveCircuit Circuit { get; private set; } = null!;

    protected override int? MaxFailures => 2;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Circuit = new ReceiveCircuit(Time);
    }

    protected Task<WorkerHost> StartAsync(Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null) => StartConsumerAsync(e =>
    {
        e.Circuit = Circuit;
        endpoint?.Invoke(e);
    });

    protected async Task OpenAsync()
    {
        var worker = Assert.Single(Workers);
        await Eventually.UntilAsync(() => worker.Health == BusHealthStatus.Healthy);
        Circuit.Open(Break, "the gateway is down");
        await Eventually.UntilAsync(() => worker.Health != BusHealthStatus.Healthy && Bus.Server.WaitingReceives == 0);
    }
}

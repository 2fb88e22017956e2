using MassTransit;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>A worker with a gate that a test holds.</summary>
public abstract class GateTest : TransportTest
{
    protected static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    protected TaskCompletionSource Running { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected ReceiveGate Gate { get; private set; } = null!;

    protected override int? MaxReceiveCount => 2;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Gate = new ReceiveGate(Time);
    }

    protected Task<WorkerHost> StartAsync(Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null) => StartConsumerAsync(e =>
    {
        e.Gate = Gate;
        endpoint?.Invoke(e);
    });

    protected async Task HoldAsync()
    {
        var worker = Assert.Single(Workers);
        await Eventually.UntilAsync(() => worker.Health == BusHealthStatus.Healthy);
        Gate.Hold(Pause, "the gateway is down");
        await Eventually.UntilAsync(() => worker.Health != BusHealthStatus.Healthy && Bus.Server.WaitingReceives == 0);
    }
}

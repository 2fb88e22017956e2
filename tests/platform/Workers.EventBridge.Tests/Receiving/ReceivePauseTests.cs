using MassTransit;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>Receiving is paused for a reason that is no outage.</summary>
public sealed class ReceivePauseTests : TransportTest
{
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly ReceivePause _pause = new();

    [Fact]
    public async Task While_it_is_paused_messages_stay_in_the_queue_and_the_endpoint_is_healthy()
    {
        var worker = await StartAsync();
        await PauseAsync();

        await Bus.PutOrdersAsync(10);

        Assert.Equal((10, 0), await Bus.CountAsync());
        Assert.Equal(BusHealthStatus.Healthy, worker.Health);
        Assert.Equal(0, Bus.Server.WaitingReceives);
    }

    [Fact]
    public async Task Receiving_goes_on_when_it_is_resumed()
    {
        await StartAsync();
        await PauseAsync();
        await Bus.PutOrdersAsync(10);

        _pause.Resume();

        await Bus.UntilEmptyAsync();
        Assert.Equal(10, Orders.Count);
    }

    [Fact]
    public async Task What_was_not_started_is_given_back_and_what_was_is_done()
    {
        Orders.Work = _ => _running.Task;
        await Bus.PutOrdersAsync(10);
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        await Orders.OneAsync();

        _pause.Pause();
        await Bus.UntilCountAsync(visible: 9, inFlight: 1);
        _running.SetResult();

        await Bus.UntilCountAsync(visible: 9, inFlight: 0);
        Assert.Equal(1, Orders.Count);
    }

    [Fact]
    public async Task While_it_is_paused_an_open_circuit_sends_no_probe()
    {
        var circuit = new ReceiveCircuit(Time);
        await StartAsync(e => e.Circuit = circuit);
        await PauseAsync();
        circuit.Open(TimeSpan.FromSeconds(30), "the gateway is down");
        await Bus.PutOrdersAsync(1);

        for (var second = 0; second < 60; second++)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Bus.CountAsync();
        }

        Assert.Equal(0, Orders.Count);
        _pause.Resume();
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 1);
    }

    [Fact]
    public async Task It_does_not_keep_the_worker_from_stopping()
    {
        var worker = await StartAsync();
        await PauseAsync();

        await worker.StopAsync();
    }

    private async Task PauseAsync()
    {
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 1);
        _pause.Pause();
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 0);
    }

    private Task<WorkerHost> StartAsync(Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null) => StartConsumerAsync(e =>
    {
        e.Pause = _pause;
        endpoint?.Invoke(e);
    });
}

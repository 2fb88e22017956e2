using System.Diagnostics.Metrics;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;
using Workers.EventBridge.Tests.Tracing;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>
/// SQS counts each receive. An open circuit must not bring a buffered message closer to the dead-letter queue. Alone in the process: only the
/// process's gauges say that messages have arrived.
/// </summary>
[Collection(nameof(MeasuredProcess))]
public sealed class CircuitReceiveCountTests : TransportTest
{
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MeterListener _listener = new();
    private int _inFlight;

    public CircuitReceiveCountTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == EventBridgeMeter.Name && instrument.Name == "workers.messages.in_flight")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, value, _, _) => _inFlight += value);
        _listener.Start();
    }

    protected override int? MaxFailures => 2;

    [Fact]
    public async Task Open_circuits_dead_letter_no_message_that_waits_in_the_buffer()
    {
        var ofOthers = InFlight();
        var circuit = new ReceiveCircuit(Time);
        Orders.Work = _ => _running.Task;
        await Bus.PutOrdersAsync(10);
        await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.Circuit) = (1, circuit));
        await Eventually.UntilAsync(() => Orders.Count == 1);
        for (var outage = 0; outage < 4; outage++)
        {
            // Not when the queue has sent them: a poll that is cut off before it has brought them hides them.
            await Eventually.UntilAsync(() => InFlight() == ofOthers + 10);
            circuit.Open(TimeSpan.FromMinutes(1), "the gateway is down");
            await Bus.UntilCountAsync(visible: 9, inFlight: 1);
            circuit.Close();
        }

        _running.SetResult();

        await Bus.UntilEmptyAsync();
        Assert.Equal((0, 0), await Bus.CountAsync($"{LocalBus.Queue}-dlq"));
    }

    public override async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await base.DisposeAsync();
    }

    private int InFlight()
    {
        _inFlight = 0;
        _listener.RecordObservableInstruments();
        return _inFlight;
    }
}

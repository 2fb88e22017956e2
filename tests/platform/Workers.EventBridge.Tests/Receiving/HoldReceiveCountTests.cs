using System.Diagnostics.Metrics;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;
using Workers.EventBridge.Tests.Tracing;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>
/// SQS counts each receive. A hold must not bring what waits in the buffer closer to the dead-letter queue. Alone in the process: only the
/// process's gauges say that messages have arrived.
/// </summary>
[Collection(nameof(MeasuredProcess))]
public sealed class HoldReceiveCountTests : TransportTest
{
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly MeterListener _listener = new();
    private int _inHand;

    public HoldReceiveCountTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == EventBridgeMeter.Name && instrument.Name == "workers.messages.in_hand")
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<int>((_, value, _, _) => _inHand += value);
        _listener.Start();
    }

    protected override int? MaxReceiveCount => 2;

    [Fact]
    public async Task Holds_dead_letter_no_message_that_waits_in_the_buffer()
    {
        var ofOthers = InHand();
        var gate = new ReceiveGate(Time);
        Orders.Work = _ => _running.Task;
        await Bus.PutOrdersAsync(10);
        await StartConsumerAsync(e => (e.ConcurrentMessageLimit, e.Gate) = (1, gate));
        await Eventually.UntilAsync(() => Orders.Count == 1);
        for (var hold = 0; hold < 4; hold++)
        {
            // Not when the queue has sent them: a poll that is cut off before it has brought them hides them.
            await Eventually.UntilAsync(() => InHand() == ofOthers + 10);
            gate.Hold(TimeSpan.FromMinutes(1), "the gateway is down");
            await Bus.UntilCountAsync(visible: 9, inFlight: 1);
            gate.Open();
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

    private int InHand()
    {
        _inHand = 0;
        _listener.RecordObservableInstruments();
        return _inHand;
    }
}

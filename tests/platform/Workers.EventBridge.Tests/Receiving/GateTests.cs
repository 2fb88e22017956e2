using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MassTransit;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>Receiving is held while something that the consumers need is down.</summary>
public sealed class GateTests : TransportTest
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(30);

    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ReceiveGate _gate = null!;

    protected override int? MaxReceiveCount => 2;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _gate = new ReceiveGate(Time);
    }

    [Fact]
    public async Task While_it_is_held_messages_stay_in_the_queue()
    {
        await StartAsync();
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 1);

        await HoldAsync();
        await Bus.PutOrdersAsync(10);

        Assert.Equal((10, 0), await Bus.CountAsync());
        Assert.Equal(0, Orders.Count);
    }

    [Fact]
    public async Task What_was_not_started_is_given_back()
    {
        Orders.Work = _ => _running.Task;
        await Bus.PutOrdersAsync(10);
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        await Orders.OneAsync();

        await HoldAsync();

        await Bus.UntilCountAsync(visible: 9, inFlight: 1);
        _running.SetResult();
    }

    [Fact]
    public async Task The_endpoint_is_unhealthy_and_says_why_until_it_opens()
    {
        var worker = await StartAsync();

        await HoldAsync();
        var held = worker.Bus.CheckHealth();
        _gate.Open();
        await Eventually.UntilAsync(() => worker.Health == BusHealthStatus.Healthy);

        Assert.NotEqual(BusHealthStatus.Healthy, held.Status);
        Assert.Contains(held.Endpoints.Values, endpoint => endpoint.Description!.Contains("the gateway is down", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_says_until_when_and_why_and_when_it_goes_on()
    {
        var setup = new WorkerSetup();
        await StartConsumerAsync(e => e.Gate = _gate, setup);
        var until = Time.GetUtcNow() + Pause;

        await HoldAsync();
        _gate.Open();
        await Eventually.UntilAsync(() => setup.Log.Lines.Contains((LogLevel.Information, "Receiving from orders goes on")));

        Assert.Contains((LogLevel.Warning, $"Receiving from orders is held until {until:O}: the gateway is down"), setup.Log.Lines);
    }

    [Fact]
    public async Task A_metric_counts_it()
    {
        var values = new ConcurrentQueue<int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: EventBridgeMeter.Name, Name: "workers.receive.held" })
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) =>
        {
            if (tags.ToArray().Contains(new("messaging.destination.name", LocalBus.Queue)))
                values.Enqueue(value);
        });
        listener.Start();
        await StartAsync();

        // Opened before the endpoint has looked, it would never have been held.
        await HoldAsync();
        await Eventually.UntilAsync(() => values.Contains(1));
        _gate.Open();

        await Eventually.UntilAsync(() => values.Contains(-1));
    }

    [Fact]
    public async Task When_the_pause_is_over_one_message_is_let_through()
    {
        Orders.Work = _ => _running.Task;
        await StartAsync();
        await HoldAsync();
        await Bus.PutOrdersAsync(10);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count > 0);

        Assert.Equal((9, 1), await Bus.CountAsync());
        Assert.True(Time.GetUtcNow() - Time.Start >= Pause);
        _running.SetResult();
    }

    [Fact]
    public async Task Everything_is_received_when_the_probe_opens_it()
    {
        Orders.Work = _ =>
        {
            _gate.Open();
            return Task.CompletedTask;
        };
        await StartAsync();
        await HoldAsync();
        await Bus.PutOrdersAsync(25);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 25);

        await Bus.UntilEmptyAsync();
    }

    [Fact]
    public async Task A_failed_probe_that_holds_it_again_lets_nothing_more_through()
    {
        Orders.Work = _ =>
        {
            _gate.Hold(TimeSpan.FromHours(1), "still down");
            throw new InvalidOperationException("still down");
        };
        await StartAsync();
        await HoldAsync();
        await Bus.PutOrdersAsync(10);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 1);
        // In seconds: the clock must not run to the end of the hold before the wires have brought the message back.
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (10, 0));

        Assert.Equal(1, Orders.Count);
    }

    [Fact]
    public async Task A_message_at_its_last_receive_is_not_dead_lettered_for_an_outage()
    {
        var isDown = true;
        Orders.Work = _ =>
        {
            if (!isDown)
            {
                _gate.Open();
                return Task.CompletedTask;
            }

            _gate.Hold(Pause, "still down");
            throw new InvalidOperationException("still down");
        };
        await StartAsync();
        await HoldAsync();
        await Bus.PutOrdersAsync(1);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 6);
        isDown = false;
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (0, 0));

        Assert.Equal((0, 0), await Bus.CountAsync($"{LocalBus.Queue}-dlq"));
    }

    [Fact]
    public async Task A_message_at_its_last_receive_gives_way_to_others()
    {
        Orders.Work = context =>
        {
            if (context.Message.OrderId == "bad")
            {
                _gate.Hold(Pause, "it looks down");
                throw new InvalidOperationException("bad");
            }

            _gate.Open();
            return Task.CompletedTask;
        };
        await StartAsync();
        await HoldAsync();
        await Bus.PutAsync("OrderPlaced", """{"orderId":"bad"}""");
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 4);
        await Bus.PutAsync("OrderPlaced", """{"orderId":"good"}""");

        await Time.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), () => Orders.Contexts.Any(context => context.Message.OrderId == "good"));

        Assert.Contains(Orders.Contexts, context => context.Message.OrderId == "good");
    }

    [Theory, InlineData(1), InlineData(20)]
    public async Task A_probe_needs_no_place(int prefetch)
    {
        var isDown = true;
        Orders.Work = _ =>
        {
            if (isDown)
            {
                _gate.Hold(Pause, "still down");
                throw new InvalidOperationException("still down");
            }

            _gate.Open();
            return Task.CompletedTask;
        };
        await Bus.PutOrdersAsync(prefetch + 2);
        await StartAsync(e => (e.ConcurrentMessageLimit, e.PrefetchCount) = (prefetch, prefetch));

        // Each has failed at its last receive by then, and waits in hand.
        await Time.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), async () => Orders.Count > 3 * prefetch && (await Bus.CountAsync()).InFlight >= prefetch);
        isDown = false;

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (0, 0));
        Assert.True(_gate.IsOpen);
        Assert.Equal((0, 0), await Bus.CountAsync($"{LocalBus.Queue}-dlq"));
    }

    [Fact]
    public async Task A_probe_that_leaves_it_open_is_followed_by_another_at_once()
    {
        Orders.Work = context =>
        {
            if (context.Message.OrderId != "good")
                throw new InvalidOperationException("It is the order's fault.");
            _gate.Open();
            return Task.CompletedTask;
        };
        await StartAsync();
        await HoldAsync();
        await Bus.PutOrdersAsync(5);
        await Bus.PutAsync("OrderPlaced", """{"orderId":"good"}""");

        Time.Advance(Pause);
        await Eventually.UntilAsync(() => _gate.IsOpen);

        Assert.Equal(6, Orders.Count);
    }

    [Fact]
    public async Task Probes_that_leave_it_open_are_bounded()
    {
        Orders.Work = _ => throw new InvalidOperationException("It is the order's fault.");
        await StartAsync();
        await HoldAsync();
        await Bus.PutOrdersAsync(30);

        Time.Advance(Pause);
        await Eventually.UntilAsync(() => Orders.Count == 10);
        await Bus.CountAsync();
        await Bus.CountAsync();

        Assert.Equal(10, Orders.Count);
    }

    [Fact]
    public async Task A_poll_that_is_cut_off_is_no_failure_though_it_opened_meanwhile()
    {
        var setup = new WorkerSetup
        {
            Host = host => host.Sqs.HttpClientFactory = new HttpFaults
            {
                OnCutOff = () =>
                {
                    _gate.Open();
                    return new IOException("Connection reset by peer");
                },
            },
        };
        var worker = await StartConsumerAsync(e => e.Gate = _gate, setup);
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 1);

        _gate.Hold(Pause, "the gateway is down");

        await Eventually.UntilAsync(() => Bus.Calls("sqs:ReceiveMessage") == 2 && worker.Health == BusHealthStatus.Healthy);
        Assert.DoesNotContain(setup.Log.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task It_does_not_keep_the_worker_from_stopping()
    {
        var worker = await StartAsync();
        await HoldAsync();

        await worker.StopAsync();
    }

    [Fact]
    public async Task A_probe_that_is_cut_off_by_a_stop_does_not_keep_consumers_from_finishing()
    {
        var faults = new HttpFaults { OnCutOff = () => new IOException("Connection reset by peer") };
        Orders.Work = _ => _running.Task;
        var worker = await StartConsumerAsync(
            e => e.Gate = _gate, new WorkerSetup { Host = host => host.Sqs.HttpClientFactory = faults });
        await Bus.PutOrdersAsync(1);
        await Orders.OneAsync();
        await HoldAsync();
        var before = faults.CutOff;
        Time.Advance(Pause);
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 1);

        var stopped = worker.StopAsync();
        await Eventually.UntilAsync(() => faults.CutOff > before);
        _running.SetResult();
        await stopped;

        Assert.Equal((0, 0), await Bus.CountAsync());
    }

    private async Task HoldAsync()
    {
        var worker = Assert.Single(Workers);
        await Eventually.UntilAsync(() => worker.Health == BusHealthStatus.Healthy);
        _gate.Hold(Pause, "the gateway is down");
        await Eventually.UntilAsync(() => worker.Health != BusHealthStatus.Healthy && Bus.Server.WaitingReceives == 0);
    }

    private Task<WorkerHost> StartAsync(Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null) => StartConsumerAsync(e =>
    {
        e.Gate = _gate;
        endpoint?.Invoke(e);
    });
}

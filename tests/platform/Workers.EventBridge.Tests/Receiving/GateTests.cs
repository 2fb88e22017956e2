using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MassTransit;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>Receiving is held while something that the consumers need is down.</summary>
public sealed class GateTests : GateTest
{
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
        Orders.Work = _ => Running.Task;
        await Bus.PutOrdersAsync(10);
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        await Orders.OneAsync();

        await HoldAsync();

        await Bus.UntilCountAsync(visible: 9, inFlight: 1);
        Running.SetResult();
    }

    [Fact]
    public async Task The_endpoint_is_unhealthy_and_says_why_until_it_opens()
    {
        var worker = await StartAsync();

        await HoldAsync();
        var held = worker.Bus.CheckHealth();
        Gate.Open();
        await Eventually.UntilAsync(() => worker.Health == BusHealthStatus.Healthy);

        Assert.NotEqual(BusHealthStatus.Healthy, held.Status);
        Assert.Contains(held.Endpoints.Values, endpoint => endpoint.Description!.Contains("the gateway is down", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_says_until_when_and_why_and_when_it_goes_on()
    {
        var setup = new WorkerSetup();
        await StartConsumerAsync(e => e.Gate = Gate, setup);
        var until = Time.GetUtcNow() + Pause;

        await HoldAsync();
        Gate.Open();
        await Eventually.UntilAsync(() => setup.Log.Lines.Contains((LogLevel.Information, "Receiving from orders continues")));

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
        Gate.Open();

        await Eventually.UntilAsync(() => values.Contains(-1));
    }

    [Fact]
    public async Task A_message_at_its_last_receive_is_not_dead_lettered_for_an_outage()
    {
        var isDown = true;
        Orders.Work = _ =>
        {
            if (!isDown)
            {
                Gate.Open();
                return Task.CompletedTask;
            }

            Gate.Hold(Pause, "still down");
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
                Gate.Hold(Pause, "it looks down");
                throw new InvalidOperationException("bad");
            }

            Gate.Open();
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

    [Fact]
    public async Task A_poll_that_is_cut_off_is_no_failure_though_it_opened_meanwhile()
    {
        var setup = new WorkerSetup
        {
            Host = host => host.Sqs.HttpClientFactory = new HttpFaults
            {
                OnCutOff = () =>
                {
                    Gate.Open();
                    return new IOException("Connection reset by peer");
                },
            },
        };
        var worker = await StartConsumerAsync(e => e.Gate = Gate, setup);
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 1);

        Gate.Hold(Pause, "the gateway is down");

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
}

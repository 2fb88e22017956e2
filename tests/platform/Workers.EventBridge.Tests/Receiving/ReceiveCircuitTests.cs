using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using MassTransit;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>Nothing is received while a dependency of the consumers is down.</summary>
public sealed class ReceiveCircuitTests : CircuitTest
{
    [Fact]
    public async Task While_it_is_open_messages_stay_in_the_queue()
    {
        await StartAsync();
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 1);

        await OpenAsync();
        await Bus.PutOrdersAsync(10);

        Assert.Equal((10, 0), await Bus.CountAsync());
        Assert.Equal(0, Orders.Count);
    }

    [Fact]
    public async Task Messages_that_were_not_started_are_returned()
    {
        Orders.Work = _ => Running.Task;
        await Bus.PutOrdersAsync(10);
        await StartAsync(e => e.ConcurrentMessageLimit = 1);
        await Orders.OneAsync();

        await OpenAsync();

        await Bus.UntilCountAsync(visible: 9, inFlight: 1);
        Running.SetResult();
    }

    [Fact]
    public async Task The_endpoint_is_unhealthy_and_says_why_until_it_closes()
    {
        var worker = await StartAsync();

        await OpenAsync();
        var open = worker.Bus.CheckHealth();
        Circuit.Close();
        await Eventually.UntilAsync(() => worker.Health == BusHealthStatus.Healthy);

        Assert.NotEqual(BusHealthStatus.Healthy, open.Status);
        Assert.Contains(open.Endpoints.Values, endpoint => endpoint.Description!.Contains("the gateway is down", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_log_says_until_when_and_why_and_when_it_goes_on()
    {
        var setup = new WorkerSetup();
        await StartConsumerAsync(e => e.Circuit = Circuit, setup);
        var until = Time.GetUtcNow() + Break;

        await OpenAsync();
        Circuit.Close();
        await Eventually.UntilAsync(() => setup.Log.Lines.Contains((LogLevel.Information, "Receiving from orders continues")));

        Assert.Contains((LogLevel.Warning, $"Receiving from orders stops, its circuit is open until {until:O}: the gateway is down"), setup.Log.Lines);
    }

    [Fact]
    public async Task A_metric_counts_it()
    {
        var values = new ConcurrentQueue<int>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument is { Meter.Name: EventBridgeMeter.Name, Name: "workers.circuit.open" })
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<int>((_, value, tags, _) =>
        {
            if (tags.ToArray().Contains(new("messaging.destination.name", LocalBus.Queue)))
                values.Enqueue(value);
        });
        listener.Start();
        await StartAsync();

        // Opened before the endpoint has looked, it would never have been open.
        await OpenAsync();
        await Eventually.UntilAsync(() => values.Contains(1));
        Circuit.Close();

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
                Circuit.Close();
                return Task.CompletedTask;
            }

            Circuit.Open(Break, "still down");
            throw new InvalidOperationException("still down");
        };
        await StartAsync();
        await OpenAsync();
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
                Circuit.Open(Break, "it looks down");
                throw new InvalidOperationException("bad");
            }

            Circuit.Close();
            return Task.CompletedTask;
        };
        await StartAsync();
        await OpenAsync();
        await Bus.PutAsync("OrderPlaced", """{"orderId":"bad"}""");
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count == 4);
        await Bus.PutAsync("OrderPlaced", """{"orderId":"good"}""");

        await Time.AdvanceUntilAsync(
            TimeSpan.FromSeconds(1), () => Orders.Contexts.Any(context => context.Message.OrderId == "good"));

        Assert.Contains(Orders.Contexts, context => context.Message.OrderId == "good");
    }

    [Fact]
    public async Task A_poll_that_is_cut_off_is_no_failure_though_it_closed_meanwhile()
    {
        var setup = new WorkerSetup
        {
            Host = host => host.Sqs.HttpClientFactory = new HttpFaults
            {
                OnCutOff = () =>
                {
                    Circuit.Close();
                    return new IOException("Connection reset by peer");
                },
            },
        };
        var worker = await StartConsumerAsync(e => e.Circuit = Circuit, setup);
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 1);

        Circuit.Open(Break, "the gateway is down");

        await Eventually.UntilAsync(() => Bus.Calls("sqs:ReceiveMessage") == 2 && worker.Health == BusHealthStatus.Healthy);
        Assert.DoesNotContain(setup.Log.Lines, line => line.Level >= LogLevel.Error);
    }

    [Fact]
    public async Task It_does_not_keep_the_worker_from_stopping()
    {
        var worker = await StartAsync();
        await OpenAsync();

        await worker.StopAsync();
    }
}

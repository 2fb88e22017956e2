using Amazon.SQS.Model;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>Messages that only keep a queue from being empty, so that a worker without tasks is started.</summary>
public sealed class WakeUpTests : TransportTest
{
    private readonly MemoryLog _log = new();

    [Fact]
    public async Task A_wake_up_message_waits_in_the_queue_until_it_is_received_and_is_deleted_then()
    {
        var publisher = await StartPublisherAsync();
        await WakeUpAsync(publisher);
        Assert.Equal((1, 0), await Bus.CountAsync());

        await StartConsumerAsync(setup: new WorkerSetup
        {
            Log = _log,
            Services = services => services.Configure<LoggerFilterOptions>(options => options.MinLevel = LogLevel.Debug),
        });
        await Bus.UntilEmptyAsync();

        Assert.Equal((0, 0), await Bus.CountAsync("orders-dlq"));
        Assert.Equal(0, Orders.Count);
        Assert.DoesNotContain(_log.Lines, line => line.Level >= LogLevel.Warning);
        await Eventually.UntilAsync(() => _log.Lines.Contains((LogLevel.Debug, "Wake-up messages of orders were received and deleted: 1")));
    }

    [Fact]
    public async Task It_says_for_people_why_it_is_there()
    {
        await WakeUpAsync(await StartPublisherAsync());

        var message = await Bus.ReceiveOneAsync("orders");

        Assert.Equal("3 events are unsent.", message.Body);
        Assert.Equal("tests", message.MessageAttributes[SqsHeaders.WakeUp].StringValue);
    }

    [Fact]
    public async Task Events_beside_it_are_consumed()
    {
        var publisher = await StartPublisherAsync();
        await WakeUpAsync(publisher);
        await Bus.PutOrdersAsync(5);
        await WakeUpAsync(publisher);

        await StartConsumerAsync();
        await Bus.UntilEmptyAsync();

        Assert.Equal(5, Orders.Count);
        Assert.Equal((0, 0), await Bus.CountAsync("orders-dlq"));
    }

    [Fact]
    public async Task One_that_could_not_be_deleted_is_deleted_when_it_comes_back()
    {
        var faults = new HttpFaults();
        faults.Spoil("DeleteMessageBatch", calls: 1, HttpFaults.Unavailable);
        await WakeUpAsync(await StartPublisherAsync());

        await StartConsumerAsync(setup: new WorkerSetup { Log = _log, Host = host => host.Sqs.HttpClientFactory = faults });
        await Bus.UntilCountAsync(visible: 0, inFlight: 1);
        await Time.AdvanceUntilAsync(TimeSpan.FromMinutes(5), async () => await Bus.CountAsync() == (0, 0));

        Assert.Equal((0, 0), await Bus.CountAsync("orders-dlq"));
        Assert.DoesNotContain(_log.Lines, line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task It_is_no_probe_of_a_held_endpoint()
    {
        var circuit = new ReceiveCircuit(Time) { DependencyCheck = _ => Task.FromResult(true) };
        await StartConsumerAsync(e => e.Circuit = circuit);
        var publisher = await StartPublisherAsync();
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 1);
        circuit.Open(TimeSpan.FromSeconds(30), "the gateway is down");
        await Eventually.UntilAsync(() => Bus.Server.WaitingReceives == 0);
        await WakeUpAsync(publisher);

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => !circuit.IsOpen);

        await Bus.UntilEmptyAsync();
        Assert.Equal(0, Orders.Count);
        Assert.Equal((0, 0), await Bus.CountAsync("orders-dlq"));
    }

    [Fact]
    public async Task There_is_none_for_a_queue_that_does_not_exist()
    {
        var publisher = await StartPublisherAsync();

        await Assert.ThrowsAsync<QueueDoesNotExistException>(
            () => publisher.Services.GetRequiredService<IWakeUpSender>().SendAsync("nobody", "3 events are unsent.", cancellationToken: Cancelled));
    }

    private static Task WakeUpAsync(WorkerHost worker) =>
        worker.Services.GetRequiredService<IWakeUpSender>().SendAsync("orders", "3 events are unsent.", cancellationToken: Cancelled);
}

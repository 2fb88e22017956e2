using Amazon.SQS.Model;
using MassTransit;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>SQS counts each receive. What did not fail must not come closer to the dead-letter queue by that.</summary>
public sealed class ReceiveCountTests : TransportTest
{
    private const string DeadLetters = $"{LocalBus.Queue}-dlq";

    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);

    protected override int? MaxFailures => 2;

    [Fact]
    public async Task Stops_dead_letter_no_message_that_waits_in_the_buffer()
    {
        await Bus.PutOrdersAsync(10);
        for (var stop = 0; stop < 5; stop++)
        {
            var before = Orders.Count;
            Orders.Work = context => Task.Delay(Timeout.Infinite, context.CancellationToken);
            var worker = await StartConsumerAsync(
                e => e.ConcurrentMessageLimit = 1, new WorkerSetup { ConsumerStopTimeout = TimeSpan.FromMilliseconds(20) });
            await Eventually.UntilAsync(() => Orders.Count > before);
            await worker.StopAsync();
            await Bus.UntilCountAsync(visible: 10, inFlight: 0);
        }

        Orders.Work = _ => Task.CompletedTask;
        await StartConsumerAsync();

        await Bus.UntilEmptyAsync();
        Assert.Equal((0, 0), await Bus.CountAsync(DeadLetters));
    }

    [Fact]
    public async Task Stops_during_an_outage_dead_letter_nothing()
    {
        await Bus.PutOrdersAsync(10);
        for (var stop = 0; stop < 6; stop++)
        {
            var circuit = new ReceiveCircuit(Time);
            var before = Orders.Count;
            Orders.Work = _ =>
            {
                circuit.Open(TimeSpan.FromSeconds(15), "still down");
                throw new InvalidOperationException("still down");
            };
            var worker = await StartConsumerAsync(e => e.Circuit = circuit);
            await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count >= before + 15);
            await worker.StopAsync();
        }

        Orders.Work = _ => Task.CompletedTask;
        await StartConsumerAsync();

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (0, 0));
        Assert.Equal((0, 0), await Bus.CountAsync(DeadLetters));
    }

    [Fact]
    public async Task A_message_that_was_given_back_often_may_fail_as_often_as_any_other()
    {
        await Bus.PutOrdersAsync(1);
        for (var receive = 0; receive < 5; receive++)
        {
            var message = Assert.Single(await Bus.ReceiveAsync(LocalBus.Queue));
            await Bus.Sqs.ChangeMessageVisibilityAsync(await Bus.UrlAsync(LocalBus.Queue), message.ReceiptHandle, 0, Cancelled);
        }

        Orders.Work = _ => Orders.Count == 1 ? throw new InvalidOperationException("once") : Task.CompletedTask;
        await StartConsumerAsync();

        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), async () => await Bus.CountAsync() == (0, 0));
        Assert.Equal((0, 0), await Bus.CountAsync(DeadLetters));
    }

    [Fact]
    public async Task A_message_that_fails_at_the_last_receive_that_SQS_allows_is_dead_lettered_with_its_reason()
    {
        await Bus.PutOrdersAsync(1);
        for (var receive = 0; receive < 11; receive++)
        {
            var message = Assert.Single(await Bus.ReceiveAsync(LocalBus.Queue));
            await Bus.Sqs.ChangeMessageVisibilityAsync(await Bus.UrlAsync(LocalBus.Queue), message.ReceiptHandle, 0, Cancelled);
        }

        Orders.Work = _ => throw new InvalidOperationException("boom");
        await StartConsumerAsync();

        var dead = await Bus.ReceiveOneAsync(DeadLetters);
        Assert.Equal("max-failures", dead.MessageAttributes["DeadLetterReason"].StringValue);
    }

    [Fact]
    public async Task A_stop_gives_back_what_waits_for_an_outage_to_end()
    {
        var circuit = new ReceiveCircuit(Time);
        Orders.Work = _ =>
        {
            circuit.Open(TimeSpan.FromSeconds(30), "still down");
            throw new InvalidOperationException("still down");
        };
        var worker = await StartConsumerAsync(e => e.Circuit = circuit);
        await Bus.PutOrdersAsync(1);
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(1), () => Orders.Count >= 4);

        await worker.StopAsync();

        Assert.Equal((1, 0), await Bus.CountAsync());
    }

    [Fact]
    public async Task A_message_that_is_given_back_at_its_last_receive_is_replaced_by_a_copy()
    {
        await Bus.PutOrdersAsync(1);
        await Bus.Sqs.SendMessageAsync(
            new SendMessageRequest(
                await Bus.UrlAsync(LocalBus.Queue), """{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""")
            {
                MessageGroupId = "tenant-1",
                MessageAttributes = new() { ["tenant"] = new() { DataType = "String", StringValue = "acme" } },
                MessageSystemAttributes = new()
                {
                    ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1" },
                },
            },
            Cancelled);
        for (var receive = 0; receive < 11; receive++)
        {
            foreach (var message in await Bus.ReceiveAsync(LocalBus.Queue))
                await Bus.Sqs.ChangeMessageVisibilityAsync(await Bus.UrlAsync(LocalBus.Queue), message.ReceiptHandle, 0, Cancelled);
        }

        Orders.Work = _ => _running.Task;
        var worker = await StartConsumerAsync(e => e.ConcurrentMessageLimit = 1);
        await Eventually.UntilAsync(() => Orders.Count == 1);
        await Bus.UntilCountAsync(visible: 0, inFlight: 2);

        var stopped = worker.StopAsync();
        await Bus.UntilCountAsync(visible: 1, inFlight: 1);
        _running.SetResult();
        await stopped;

        var copy = await Bus.ReceiveOneAsync(LocalBus.Queue);
        Assert.Equal((0, 0), await Bus.CountAsync(DeadLetters));
        Assert.Equal("1", copy.Attributes["ApproximateReceiveCount"]);
        Assert.Equal(
            ("tenant-1", "acme", "Root=1-5759e988-bd862e3fe1be46a994272793;Sampled=1"),
            (copy.Attributes["MessageGroupId"], copy.MessageAttributes["tenant"].StringValue, copy.Attributes["AWSTraceHeader"]));
    }

    [Fact]
    public async Task Only_the_message_that_ends_the_process_is_dead_lettered_by_SQS()
    {
        await Bus.PutAsync("OrderPlaced", """{"orderId":"culprit"}""");
        await Bus.PutOrdersAsync(15);
        var done = new HashSet<string>();
        for (var process = 0; process < 40 && (await Bus.CountAsync(DeadLetters)).Visible == 0; process++)
        {
            var crashed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var network = new HttpFaults();
            var orders = new Consumed<Contracts.OrderPlaced>
            {
                Work = async context =>
                {
                    if (context.Message.OrderId == "culprit")
                        crashed.TrySetResult();

                    // Its neighbours take their time, and end with the process, as long as they are handled beside it.
                    if (context.Message.OrderId == "culprit" || !IsApart(context.ReceiveContext))
                        await _running.Task;
                    lock (done)
                        done.Add(context.Message.OrderId);
                },
            };
            await StartAsync(Consuming(
                orders,
                e => (e.ConcurrentMessageLimit, e.VisibilityTimeout) = (20, TimeSpan.FromSeconds(30)),
                new WorkerSetup { Host = host => host.Sqs.HttpClientFactory = network }));
            await Time.AdvanceUntilAsync(
                TimeSpan.FromSeconds(1), async () => crashed.Task.IsCompleted || (await Bus.CountAsync(DeadLetters)).Visible > 0);
            network.OnCall = _ => Task.FromResult<HttpResponseMessage?>(HttpFaults.Unavailable());
        }

        var dead = await Bus.ReceiveOneAsync(DeadLetters);
        Assert.Contains("culprit", dead.Body, StringComparison.Ordinal);
        Assert.Equal(15, done.Count);
        _running.SetResult();
    }

    private static bool IsApart(ReceiveContext context) =>
        context.TryGetPayload<InFlightMessage>(out var held) && held.Isolation is not null;
}

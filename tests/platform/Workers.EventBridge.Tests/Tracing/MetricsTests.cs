using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Workers.EventBridge.Diagnostics;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Tracing;

/// <summary>Alone in the process: the meter is one for all of it.</summary>
[CollectionDefinition(nameof(MeasuredProcess), DisableParallelization = true)]
public sealed class MeasuredProcess;

[Collection(nameof(MeasuredProcess))]
public sealed class MetricsTests : TransportTest
{
    private readonly ConcurrentQueue<(string Name, double Value, Dictionary<string, object?> Tags)> _measured = new();
    private readonly MeterListener _listener = new();

    public MetricsTests()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Meter.Name == EventBridgeMeter.Name)
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<int>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Note(instrument, value, tags));
        _listener.Start();
    }

    protected override int? MaxFailures => 1;

    [Fact]
    public async Task A_delivery_is_counted_by_what_became_of_it_and_timed()
    {
        await Bus.PutOrdersAsync(1);
        Time.Advance(TimeSpan.FromSeconds(3));
        await StartConsumerAsync();

        var consumed = await OneAsync("messaging.client.consumed.messages");

        Assert.Equal(
            ("consumed", "orders", "OrderPlaced", "aws_sqs"),
            (consumed.Tags["workers.outcome"], consumed.Tags["messaging.destination.name"], consumed.Tags["workers.event.detail_type"],
                consumed.Tags["messaging.system"]));
        Assert.Equal(3, (await OneAsync("workers.queue.time")).Value);
        Assert.InRange((await OneAsync("workers.event.latency")).Value, 3, 4);
        Assert.Equal("process", (await OneAsync("messaging.process.duration")).Tags["messaging.operation.name"]);
    }

    [Fact]
    public async Task A_failed_one_names_its_error()
    {
        Orders.Work = _ => throw new TimeoutException("too slow");
        await StartConsumerAsync();
        await Bus.PutOrdersAsync(1);

        var consumed = await OneAsync("messaging.client.consumed.messages");

        Assert.Equal(("dead_lettered", "System.TimeoutException"), (consumed.Tags["workers.outcome"], consumed.Tags["error.type"]));
        Assert.DoesNotContain(_measured, one => one.Name == "workers.event.latency");
    }

    [Fact]
    public async Task What_arrives_cannot_make_up_a_type()
    {
        await StartConsumerAsync();
        await Bus.PutAsync("Invented7351", """{"orderId":"o1"}""");

        Assert.Equal("unknown", (await OneAsync("messaging.client.consumed.messages")).Tags["workers.event.detail_type"]);
    }

    [Theory]
    [InlineData("unknown-type", "unknown", """{"id":"i","source":"shop.orders","detail-type":"Surprise","detail":{}}""")]
    [InlineData("unknown-version", "unknown", """{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"metadata":{"eventId":"e","eventVersion":9},"data":{} } }""")]
    [InlineData("expired", "OrderPlaced", """{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"metadata":{"eventId":"e","expiresAt":"2026-01-01T00:00:00Z"},"data":{} } }""")]
    public async Task What_is_skipped_is_counted_with_its_reason(string reason, string type, string body)
    {
        await StartConsumerAsync();
        await Bus.SendAsync(body);

        var consumed = await OneAsync("messaging.client.consumed.messages");

        Assert.Equal(
            ("skipped", reason, type),
            (consumed.Tags["workers.outcome"], consumed.Tags["workers.skip.reason"], consumed.Tags["workers.event.detail_type"]));
        Assert.DoesNotContain(_measured, one => one.Name == "workers.event.latency");
    }

    [Fact]
    public async Task Retries_are_counted()
    {
        Orders.Work = context =>
        {
            context.TryGetPayload<Delivery>(out var delivery);
            delivery!.RecordRetry(1, TimeSpan.Zero, new TimeoutException());
            return Task.CompletedTask;
        };
        await StartConsumerAsync();
        await Bus.PutOrdersAsync(1);

        Assert.Equal("OrderPlaced", (await OneAsync("workers.retries")).Tags["workers.event.detail_type"]);
    }

    [Fact]
    public async Task Published_events_are_counted_and_timed_from_when_they_occurred()
    {
        var worker = await StartPublisherAsync();
        await worker.Publisher.PublishAsync(Outgoing("""{"orderId":"o1"}""", Time.GetUtcNow().AddSeconds(-7)), Cancelled);

        var sent = await OneAsync("messaging.client.sent.messages");

        Assert.Equal(("shop", "aws_eventbridge"), (sent.Tags["messaging.destination.name"], sent.Tags["messaging.system"]));
        Assert.Equal(7, (await OneAsync("workers.publish.time")).Value);
        Assert.DoesNotContain(_measured, one => one.Name == "workers.publish.failures");
    }

    [Fact]
    public async Task An_event_that_an_outbox_sends_to_a_queue_is_counted_and_timed_from_when_it_occurred()
    {
        var worker = await StartPublisherAsync();
        var outgoing = Outgoing("""{"orderId":"o1"}""", Time.GetUtcNow().AddSeconds(-7)) with { Queue = "tap" };

        await worker.Publisher.PublishAsync(outgoing, Cancelled);

        var sent = await OneAsync("messaging.client.sent.messages");
        Assert.Equal(("tap", "aws_sqs"), (sent.Tags["messaging.destination.name"], sent.Tags["messaging.system"]));
        Assert.Equal(7, (await OneAsync("workers.publish.time")).Value);
    }

    [Fact]
    public async Task An_event_that_is_stored_for_a_queue_is_not_sent_yet()
    {
        Orders.Work = context => context.Send(new Uri("queue:tap"), new OrderShipped { OrderId = "o1" });
        await StartConsumerAsync(setup: new WorkerSetup { Services = services => services.AddScoped<IOutbox, KeepingOutbox>() });

        await Bus.PutOrdersAsync(1);
        await OneAsync("messaging.client.consumed.messages");

        Assert.DoesNotContain(_measured, one => one.Name == "messaging.client.sent.messages");
    }

    [Fact]
    public async Task An_event_that_the_bus_does_not_take_is_a_publish_failure()
    {
        var worker = await StartPublisherAsync();
        await Assert.ThrowsAsync<EventPublishException>(
            () => worker.Publisher.PublishAsync(Outgoing("nonsense", Time.GetUtcNow()), Cancelled));

        var failure = await OneAsync("workers.publish.failures");

        Assert.Equal("MalformedDetail", failure.Tags["error.type"]);
        Assert.Equal("MalformedDetail", (await OneAsync("messaging.client.sent.messages")).Tags["error.type"]);
    }

    [Fact]
    public async Task Calls_of_AWS_are_counted_by_operation()
    {
        await StartConsumerAsync();
        await Bus.PutOrdersAsync(1);
        await Bus.UntilEmptyAsync();

        await Eventually.UntilAsync(() => CallsOf("DeleteMessageBatch") == Bus.Calls("sqs:DeleteMessageBatch"));
        Assert.Equal(Bus.Calls("sqs:ReceiveMessage") > 0, CallsOf("ReceiveMessage") > 0);
        Assert.Equal(1, CallsOf("GetQueueAttributes"));
    }

    [Fact]
    public async Task Messages_in_hand_and_in_the_buffer_are_measured_while_the_endpoint_runs()
    {
        var release = new TaskCompletionSource();
        Orders.Work = _ => release.Task;

        // The gauges are the process's: an endpoint of an earlier test whose clock stands still, within a retry, has not ended.
        var (inHand, buffered, limit) = (Left("workers.messages.in_flight"), Left("workers.buffer.messages"), Left("workers.messages.limit"));
        await StartConsumerAsync(endpoint => (endpoint.ConcurrentMessageLimit, endpoint.PrefetchCount) = (1, 12));
        await Bus.PutOrdersAsync(3);

        await Eventually.UntilAsync(() => Look("workers.messages.in_flight") == inHand + 3 && Look("workers.buffer.messages") == buffered + 2);
        Assert.Equal(limit + 12, Look("workers.messages.limit"));
        release.SetResult();
    }

    [Fact]
    public async Task The_backlog_is_measured_where_it_is_asked_for()
    {
        var release = new TaskCompletionSource();
        Orders.Work = _ => release.Task;
        await StartConsumerAsync(
            endpoint => (endpoint.ConcurrentMessageLimit, endpoint.BacklogInterval) = (1, TimeSpan.FromSeconds(10)));
        await Bus.PutOrdersAsync(20);

        // The clock moves on only when they are received: hours of it would bring them into the dead-letter queue.
        await Eventually.UntilAsync(async () => (await Bus.CountAsync()).InFlight >= 10);
        await Time.AdvanceUntilAsync(TimeSpan.FromSeconds(10), () => Look("workers.queue.backlog", "in_flight") >= 10);
        Assert.Equal(0, Look("workers.queue.backlog", "dead_lettered"));
        release.SetResult();
    }

    public override async ValueTask DisposeAsync()
    {
        _listener.Dispose();
        await base.DisposeAsync();
    }

    private static OutgoingEvent Outgoing(string detail, DateTimeOffset occurred) => new(
        Guid.NewGuid(), "shop.orders", "OrderPlaced", System.Text.Encoding.UTF8.GetBytes(detail), occurred, TraceHeader: null);

    private void Note(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) =>
        _measured.Enqueue((instrument.Name, value, tags.ToArray().ToDictionary(StringComparer.Ordinal)));

    private async Task<(double Value, Dictionary<string, object?> Tags)> OneAsync(string name)
    {
        await Eventually.UntilAsync(() => _measured.Any(one => one.Name == name));
        var (_, value, tags) = Assert.Single(_measured, one => one.Name == name);
        return (value, tags);
    }

    private double CallsOf(string operation) =>
        _measured.Where(one => one.Name == "workers.aws.calls" && operation.Equals(one.Tags["rpc.method"])).Sum(one => one.Value);

    private double Left(string name) => Look(name) ?? 0;

    private double? Look(string name, string? state = null)
    {
        _measured.Clear();
        _listener.RecordObservableInstruments();
        var found = _measured.Where(one => one.Name == name && (state is null || state.Equals(one.Tags["workers.message.state"]))).ToList();
        return found.Count == 0 ? null : found.Sum(one => one.Value);
    }

    private sealed class KeepingOutbox : IOutbox
    {
        public bool CanSchedule => true;

        public Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

using System.Text;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workers.Contracts;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.MassTransit;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Sending;

/// <summary>Send to the address of a queue.</summary>
public sealed class SendToQueueTests : TransportTest
{
    private static readonly Uri Orders1 = new("queue:orders");

    [Fact]
    public async Task A_message_reaches_the_consumer_of_the_queue()
    {
        var worker = await StartConsumerAsync();

        await SendAsync(worker.Bus, Orders1);

        Assert.Equal("o1", (await Orders.OneAsync()).Message.OrderId);
    }

    [Fact]
    public async Task It_does_not_go_through_the_bus()
    {
        var worker = await StartPublisherAsync();

        await SendAsync(worker.Bus, Orders1);

        Assert.Equal((0L, 1L), (Bus.Calls("events:PutEvents"), Bus.Calls("sqs:SendMessage")));
    }

    [Fact]
    public async Task It_is_an_event_in_an_envelope_as_EventBridge_writes_it()
    {
        var worker = await StartPublisherAsync();

        await SendAsync(worker.Bus, Orders1);

        var sent = await EnvelopeAsync("orders");
        Assert.Equal(
            ("shop.orders", "OrderPlaced", "2026-01-02T03:04:05Z", (string?)sent["detail"]!["metadata"]!["eventId"], "tests"),
            ((string?)sent["source"], (string?)sent["detail-type"], (string?)sent["time"], (string?)sent["id"], (string?)sent["detail"]!["metadata"]!["producer"]));
    }

    [Fact]
    public async Task Ids_and_headers_travel_with_it()
    {
        var (worker, id, correlation) = (await StartConsumerAsync(), NewId.NextGuid(), NewId.NextGuid());
        var endpoint = await worker.Bus.GetSendEndpoint(Orders1);

        await endpoint.Send(
            new OrderPlaced { OrderId = "o1" },
            context =>
            {
                (context.MessageId, context.CorrelationId) = (id, correlation);
                context.Headers.Set("tenant", "acme");
            },
            Cancelled);

        var received = await Orders.OneAsync();
        Assert.Equal((id, correlation, "acme"), (received.MessageId, received.CorrelationId, received.Headers.Get<string>("tenant")));
    }

    [Fact]
    public async Task The_address_of_an_endpoint_is_the_address_of_its_queue()
    {
        Orders.Work = context => Orders.Count > 1
            ? Task.CompletedTask
            : context.Send(context.ReceiveContext.InputAddress, new OrderPlaced { OrderId = "o2" });
        await StartConsumerAsync();

        await Bus.SendAsync("""{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""");

        await Eventually.UntilAsync(() => Orders.Count == 2);
        Assert.Equal(["o1", "o2"], Orders.Contexts.Select(context => context.Message.OrderId));
    }

    [Fact]
    public async Task An_endpoint_convention_gives_the_address_of_a_type()
    {
        EndpointConvention.Map<Sent>(new Uri("queue:tap"));
        var worker = await StartPublisherAsync();

        await worker.Bus.Send(new Sent("o1"), Cancelled);

        Assert.Equal("Sent", (string?)(await Bus.TapAsync())["detail-type"]);
    }

    [Fact]
    public async Task A_message_that_a_consumer_sends_names_its_cause()
    {
        Orders.Work = context => context.Send(new Uri("queue:tap"), new OrderShipped { OrderId = context.Message.OrderId });
        await StartConsumerAsync();

        await Bus.SendAsync("""
            {"id":"outer","source":"shop.orders","detail-type":"OrderPlaced","detail":{"metadata":{"eventId":"11111111-1111-1111-1111-111111111111"},"data":{"orderId":"o1"} } }
            """);

        Assert.Equal("11111111-1111-1111-1111-111111111111", (string?)(await Bus.TapAsync())["detail"]!["metadata"]!["causationId"]);
    }

    [Fact]
    public async Task A_source_that_the_worker_may_not_publish_can_be_sent()
    {
        var worker = await StartAsync(new WorkerSetup { Host = h => h.Sources = new HashSet<string> { "others" } });

        await SendAsync(worker.Bus, new Uri("queue:tap"));

        Assert.Equal("OrderPlaced", (string?)(await Bus.TapAsync())["detail-type"]);
    }

    [Fact]
    public async Task A_missing_queue_is_named()
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAsync<QueueMissingException>(() => SendAsync(worker.Bus, new Uri("queue:nowhere")));

        Assert.Equal(
            $"Queue 'nowhere' was not found at {Bus.Server.Endpoint}: nothing was sent. Deploy the queue, or correct the address queue:nowhere.",
            error.Message);
    }

    [Fact]
    public async Task A_queue_that_is_deployed_later_is_found()
    {
        var worker = await StartPublisherAsync();
        await Assert.ThrowsAsync<QueueMissingException>(() => SendAsync(worker.Bus, new Uri("queue:later")));

        await Bus.CreateQueueAsync("later");
        await SendAsync(worker.Bus, new Uri("queue:later"));

        Assert.Equal("OrderPlaced", (string?)(await EnvelopeAsync("later"))["detail-type"]);
    }

    [Fact]
    public async Task A_message_over_1_MiB_is_refused_with_its_size_and_the_limit()
    {
        var worker = await StartPublisherAsync();
        var endpoint = await worker.Bus.GetSendEndpoint(Orders1);

        var error = await Assert.ThrowsAsync<EventPublishException>(
            () => endpoint.Send(new OrderPlaced { OrderId = new string('x', 1_100_000) }, Cancelled));

        Assert.Equal(("MessageTooLarge", 0L), (error.Code, Bus.Calls("sqs:SendMessage")));
        Assert.Matches("A message to queue 'orders' has 1100[0-9]{3} bytes in its envelope; the limit of an SQS message is 1048576", error.Message);
    }

    [Fact]
    public async Task A_contract_without_a_name_cannot_be_sent()
    {
        var worker = await StartPublisherAsync();
        var endpoint = await worker.Bus.GetSendEndpoint(Orders1);

        var error = await Assert.ThrowsAnyAsync<Exception>(() => endpoint.Send(new Unnamed(), Cancelled));

        Assert.Contains("has no name on the bus", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Beside_an_outbox_that_keeps_only_events_for_the_bus_it_is_refused()
    {
        Exception? error = null;
        Orders.Work = async context =>
            error = await Record.ExceptionAsync(() => context.Send(new Uri("queue:tap"), new OrderShipped { OrderId = "o1" }));
        await StartConsumerAsync(setup: new WorkerSetup { Services = services => services.AddScoped<IOutbox, NoOutbox>() });

        await Bus.PutOrdersAsync(1);
        await Eventually.UntilAsync(() => error is not null);

        Assert.StartsWith("Send to queue:tap is not supported by NoOutbox, an outbox that keeps only events for the bus", Assert.IsType<NotSupportedException>(error).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_message_that_another_outbox_has_serialized_gets_one_envelope()
    {
        var worker = await StartPublisherAsync();
        await SendAsync(worker.Bus, Orders1);
        var stored = Encoding.UTF8.GetBytes((await Bus.ReceiveOneAsync("orders")).Body);
        var outbox = new OneEvent();
        var endpoint = await worker.Bus.GetSendEndpoint(Orders1);

        await endpoint.Send(
            new OrderPlaced { OrderId = "o1" },
            context =>
            {
                context.Serializer = new StoredEventSerializer(EnvelopeReader.Read(stored), stored);
                context.GetOrAddPayload<IOutbox>(() => outbox);
            },
            Cancelled);

        Assert.Equal(JsonNode.Parse(stored)!["detail"]!.ToJsonString(), JsonNode.Parse(outbox.Event!.Detail.Span)!.ToJsonString());
    }

    [Fact]
    public async Task Beside_an_outbox_the_bus_itself_sends_at_once()
    {
        var worker = await StartConsumerAsync(setup: new WorkerSetup { Services = services => services.AddScoped<IOutbox, NoOutbox>() });
        Orders.Work = _ => SendAsync(worker.Bus, new Uri("queue:tap"));

        await Bus.SendAsync("""{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""");

        Assert.Equal("OrderPlaced", (string?)(await Bus.TapAsync())["detail-type"]);
    }

    [Theory, InlineData("topic:orders"), InlineData("exchange:orders"), InlineData("eventbridge://other/orders"), InlineData("amazonsqs://localhost/orders")]
    public async Task Other_addresses_are_refused(string address)
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAsync<NotSupportedException>(() => worker.Bus.GetSendEndpoint(new Uri(address)));

        Assert.Contains("the bus 'shop' sends to queue:NAME, and to the publish addresses of its own events", error.Message, StringComparison.Ordinal);
    }

    private static async Task SendAsync(IBus bus, Uri address) =>
        await (await bus.GetSendEndpoint(address)).Send(new OrderPlaced { OrderId = "o1" }, Cancelled);

    private async Task<JsonObject> EnvelopeAsync(string queue) => JsonNode.Parse((await Bus.ReceiveOneAsync(queue)).Body)!.AsObject();

    [Event("shop.orders", "Sent")]
    public sealed record Sent(string OrderId);

    private sealed class OneEvent : IOutbox
    {
        public bool CanSchedule => true;

        public OutgoingEvent? Event { get; private set; }

        public Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken)
        {
            Event = @event;
            return Task.CompletedTask;
        }
    }

    private sealed class NoOutbox : IOutbox
    {
        public Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken) => throw new InvalidOperationException("never used");
    }
}

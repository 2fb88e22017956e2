using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Sending;

/// <summary>Send to the address that a contract is published to: outboxes and filters of MassTransit do that.</summary>
public sealed class SendToPublishAddressTests : TransportTest
{
    [Fact]
    public async Task It_publishes_the_event()
    {
        var worker = await StartPublisherAsync();

        await SendAsync(worker.Bus, new OrderShipped { OrderId = "o1" });

        var sent = await Bus.TapAsync();
        Assert.Equal(("shop.orders", "OrderShipped", "o1"), ((string?)sent["source"], (string?)sent["detail-type"], (string?)sent["detail"]!["data"]!["orderId"]));
    }

    [Fact]
    public async Task The_outbox_of_the_scope_takes_it()
    {
        Orders.Work = context => SendAsync(context, new OrderShipped { OrderId = "o1" });
        await StartConsumerAsync(setup: new WorkerSetup { Services = services => services.AddScoped<IOutbox, DroppingOutbox>() });

        await Bus.SendAsync("""{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""");
        await Bus.UntilEmptyAsync();

        Assert.Equal((1, 0L), (Orders.Count, Bus.Calls("events:PutEvents")));
    }

    [Fact]
    public async Task Another_event_is_refused_there()
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAsync<NotSupportedException>(() => SendAsync(worker.Bus, new OrderAudited("o1")));

        Assert.StartsWith(
            "OrderAudited is the event shop.orders/OrderAudited, and cannot be sent to the publish address of shop.orders/OrderShipped.",
            error.Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_inbox_and_outbox_of_MassTransit_in_memory_work()
    {
        Orders.Work = async context =>
        {
            await context.Publish(new OrderShipped { OrderId = context.Message.OrderId }, send => send.Headers.Set("tenant", "acme"));
            await context.Send(new Uri("queue:sent"), new OrderShipped { OrderId = context.Message.OrderId });
        };

        // It also gets what is published, as every queue here.
        await Bus.CreateQueueAsync("sent", maxReceiveCount: null);
        await StartConsumerAsync(setup: new WorkerSetup
        {
            Services = services => services.AddInMemoryInboxOutbox(),
            Endpoint = (e, context) => e.UseInMemoryInboxOutbox(context),
        });

        await Bus.SendAsync("""{"id":"11111111-1111-1111-1111-111111111111","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""");

        var published = await Bus.TapAsync();
        Assert.Equal(("OrderShipped", "acme"), ((string?)published["detail-type"], (string?)published["detail"]!["metadata"]!["headers"]!["tenant"]));
        await Bus.UntilCountAsync(visible: 2, inFlight: 0, "sent");
        Assert.Equal((1, 1L), (Orders.Count, Bus.Calls("events:PutEvents")));
    }

    private static async Task SendAsync<T>(ISendEndpointProvider sender, T message)
        where T : class
    {
        var endpoint = await sender.GetSendEndpoint(new Uri("eventbridge://shop/shop.orders/OrderShipped"));
        await endpoint.Send(message, Cancelled);
    }

    private sealed class DroppingOutbox : IOutbox
    {
        public Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken) => Task.CompletedTask;
    }
}

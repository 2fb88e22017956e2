using System.Net.Mime;
using MassTransit;
using MassTransit.Serialization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.EventBridge.Envelope;
using Workers.EventBridge.MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;
using Workers.EventBridge.Topology;

namespace Workers.EventBridge.Tests.Envelope;

public sealed class OtherTransportTests
{
    [Fact]
    public async Task The_same_consumer_runs_on_another_transport_that_is_fed_with_envelopes()
    {
        var consumed = new Consumed<OrderPlaced>();
        var types = new EventTypeMap();
        types.Consume(typeof(OrderPlaced));
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(consumed);
        builder.Services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            x.AddConsumer<TestConsumer<OrderPlaced>>();
            x.UsingInMemory((context, cfg) =>
            {
                cfg.ClearSerialization();
                cfg.AddSerializer(new EventSerializerFactory(types));
                cfg.AddDeserializer(new EventSerializerFactory(types), isDefault: true);
                cfg.ReceiveEndpoint("orders", e => e.ConfigureConsumer<TestConsumer<OrderPlaced>>(context));
            });
        });
        using var host = builder.Build();
        await host.StartAsync(TestContext.Current.CancellationToken);

        var queue = await host.Services.GetRequiredService<IBus>().GetSendEndpoint(new Uri("queue:orders"));
        await queue.Send(
            new OrderPlaced { OrderId = "ignored" }, context => context.Serializer = new Verbatim(), TestContext.Current.CancellationToken);

        Assert.Equal("o1", (await consumed.OneAsync()).Message.OrderId);
        await host.StopAsync(TestContext.Current.CancellationToken);
    }

    /// <summary>Stands in for the rule on the bus: puts an EventBridge envelope into the queue.</summary>
    private sealed class Verbatim : IMessageSerializer
    {
        public ContentType ContentType { get; } = new("application/vnd.aws.eventbridge+json");

        public MessageBody GetMessageBody<T>(SendContext<T> context)
            where T : class =>
            new StringMessageBody("""{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""");
    }
}

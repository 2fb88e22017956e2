using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Workers.EventBridge.Aws;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Publishing;

/// <summary>Two buses in one container: "shop" is the first, "partners" the second.</summary>
public sealed class TwoBusesTests : TransportTest
{
    private readonly ConcurrentQueue<string> _taken = new();

    [Fact]
    public async Task Each_has_a_publisher_of_its_own()
    {
        using var host = await StartTwoAsync();

        await host.Services.GetRequiredService<IEventPublisher>().PublishAsync(Events.Order("first"), Cancelled);
        await host.Services.GetRequiredKeyedService<IEventPublisher>(typeof(IPartnerBus)).PublishAsync(Events.Order("second"), Cancelled);

        Assert.Equal(("first", "second"), (await ReceiveAsync("tap"), await ReceiveAsync("partners")));
        await host.StopAsync(Cancelled);
    }

    [Fact]
    public async Task What_a_consumer_of_the_second_publishes_does_not_go_to_the_sink_of_the_first()
    {
        Orders.Work = context => context.Publish(new OrderShipped { OrderId = context.Message.OrderId });
        using var host = await StartTwoAsync();

        await Bus.SendAsync("""{"id":"i","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"o1"}}""", "partner-orders");

        Assert.Equal("o1", await ReceiveAsync("partners"));
        Assert.Empty(_taken);
        await host.StopAsync(Cancelled);
    }

    private async Task<IHost> StartTwoAsync()
    {
        await Bus.Sqs.CreateQueueAsync("partners", Cancelled);
        await Bus.Sqs.CreateQueueAsync("partner-orders", Cancelled);
        await Bus.EventBridge.CallAsync("CreateEventBus", new JsonObject { ["Name"] = "partners" }, Cancelled);
        await Bus.EventBridge.CallAsync(
            "PutRule", new JsonObject { ["Name"] = "all", ["EventBusName"] = "partners", ["EventPattern"] = """{"source":[{"prefix":""}]}""" }, Cancelled);
        await Bus.EventBridge.CallAsync(
            "PutTargets",
            new JsonObject
            {
                ["Rule"] = "all",
                ["EventBusName"] = "partners",
                ["Targets"] = new JsonArray(new JsonObject { ["Id"] = "q", ["Arn"] = $"arn:aws:sqs:{Bus.Server.Region}:{Bus.Server.AccountId}:partners" }),
            },
            Cancelled);

        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddSingleton(Orders).AddSingleton(_taken).AddScoped<IOutbox, RecordingOutbox>();
        builder.Services.Configure<MassTransitHostOptions>(options => options.WaitUntilStarted = true);
        builder.Services.AddMassTransit(x =>
        {
            x.DisableUsageTelemetry();
            x.UsingEventBridge((_, cfg) => cfg.Host("shop", Configure));
        });
        builder.Services.AddMassTransit<IPartnerBus>(x =>
        {
            x.DisableUsageTelemetry();
            x.AddConsumer<TestConsumer<OrderPlaced>>();
            x.UsingEventBridge((context, cfg) =>
            {
                cfg.Host("partners", Configure);
                cfg.ReceiveEndpoint("partner-orders", (IEventBridgeReceiveEndpointConfigurator e) =>
                {
                    e.VisibilityTimeout = TimeSpan.FromHours(1);
                    e.ConfigureConsumer<TestConsumer<OrderPlaced>>(context);
                });
            });
        });
        var host = builder.Build();
        await host.StartAsync(Cancelled).InTimeAsync();
        return host;
    }

    private void Configure(EventBridgeHostSettings host) =>
        (host.ServiceUrl, host.Region, host.Credentials, host.TimeProvider) = (Bus.Server.Endpoint, Bus.Server.Region, LocalBus.Credentials, Bus.Time);

    private async Task<string> ReceiveAsync(string queue)
    {
        var detail = JsonNode.Parse((await Bus.ReceiveOneAsync(queue)).Body)!["detail"]!;
        return (string)(detail["data"] ?? detail)["orderId"]!;
    }

    public interface IPartnerBus : IBus;

    private sealed class RecordingOutbox(ConcurrentQueue<string> taken) : IOutbox
    {
        public Task AddAsync(OutgoingEvent @event, CancellationToken cancellationToken)
        {
            taken.Enqueue(@event.DetailType);
            return Task.CompletedTask;
        }
    }
}

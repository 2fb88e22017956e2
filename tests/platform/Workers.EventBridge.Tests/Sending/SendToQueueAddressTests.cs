using System.Text.Json.Nodes;
using MassTransit;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Sending;

/// <summary>Send to a queue by its URL or ARN, such as one of another account.</summary>
public sealed class SendToQueueAddressTests : TransportTest
{
    private string Arn => $"arn:aws:sqs:{Bus.Server.Region}:{Bus.Server.AccountId}:{LocalBus.Queue}";

    [Fact]
    public async Task A_message_reaches_the_queue_of_a_URL_without_looking_it_up()
    {
        var worker = await StartPublisherAsync();
        var url = await Bus.UrlAsync(LocalBus.Queue);
        var lookups = Bus.Calls("sqs:GetQueueUrl");

        await SendAsync(worker.Bus, url);

        Assert.Equal(lookups, Bus.Calls("sqs:GetQueueUrl"));
        Assert.Equal("OrderPlaced", (string?)JsonNode.Parse((await Bus.ReceiveOneAsync(LocalBus.Queue)).Body)!["detail-type"]);
    }

    [Fact]
    public async Task A_message_reaches_the_queue_of_an_ARN()
    {
        var worker = await StartPublisherAsync();

        await SendAsync(worker.Bus, Arn);

        Assert.Equal("OrderPlaced", (string?)JsonNode.Parse((await Bus.ReceiveOneAsync(LocalBus.Queue)).Body)!["detail-type"]);
    }

    [Fact]
    public async Task A_message_is_scheduled_to_the_queue_of_an_ARN()
    {
        var worker = await StartConsumerAsync(setup: new WorkerSetup
        {
            Factory = cfg => cfg.UseEventBridgeScheduler("arn:aws:iam::123456789012:role/scheduler"),
        });
        var endpoint = await worker.Bus.GetSendEndpoint(new Uri(Arn));

        await endpoint.Send(new OrderPlaced { OrderId = "o1" }, context => context.Delay = TimeSpan.FromMinutes(1), Cancelled);
        Time.Advance(TimeSpan.FromMinutes(1) + TimeSpan.FromSeconds(2));

        Assert.Equal("o1", (await Orders.OneAsync()).Message.OrderId);
    }

    [Fact]
    public async Task A_missing_queue_is_named_with_its_account()
    {
        var worker = await StartPublisherAsync();

        var error = await Assert.ThrowsAsync<QueueMissingException>(() => SendAsync(worker.Bus, "arn:aws:sqs:us-east-1:123456789012:nowhere"));

        Assert.StartsWith("Queue 'nowhere' of account 123456789012 was not found at ", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_queue_that_the_host_may_not_send_to_is_refused()
    {
        var worker = await StartAsync(new WorkerSetup { Host = host => host.Queues = new HashSet<string> { LocalBus.Queue } });

        var error = await Assert.ThrowsAsync<EventPublishException>(() => SendAsync(worker.Bus, Arn));

        Assert.Equal("QueueNotAllowed", error.Code);
    }

    private static async Task SendAsync(IBus bus, string address) =>
        await (await bus.GetSendEndpoint(new Uri(address))).Send(new OrderPlaced { OrderId = "o1" }, Cancelled);
}

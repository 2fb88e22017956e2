using MassTransit;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Receiving;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>An endpoint whose queue is named by URL or ARN.</summary>
public sealed class QueueAddressTests : TransportTest
{
    [Theory]
    [InlineData("orders", "orders", null, null, null)]
    [InlineData("https://sqs.eu-west-1.amazonaws.com/123456789012/orders", "orders", "123456789012", "eu-west-1", "https://sqs.eu-west-1.amazonaws.com/123456789012/orders")]
    [InlineData("https://sqs.cn-north-1.amazonaws.com.cn/123456789012/orders.fifo", "orders.fifo", "123456789012", "cn-north-1", "https://sqs.cn-north-1.amazonaws.com.cn/123456789012/orders.fifo")]
    [InlineData("http://127.0.0.1:4566/000000000000/orders", "orders", "000000000000", null, "http://127.0.0.1:4566/000000000000/orders")]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:orders", "orders", "123456789012", "eu-west-1", null)]
    [InlineData("arn:aws:sns:eu-west-1:123456789012:orders", "arn:aws:sns:eu-west-1:123456789012:orders", null, null, null)]
    public void Name_account_and_region_are_read(string queue, string name, string? account, string? region, string? url)
    {
        var address = QueueAddress.Parse(queue);

        Assert.Equal((name, account, region, url), (address.Name, address.Account, address.Region, address.Url));
    }

    [Fact]
    public void The_dead_letter_queue_of_a_URL_is_beside_it()
    {
        var deadLetters = QueueAddress.Parse("https://sqs.eu-west-1.amazonaws.com/123456789012/orders").DeadLetters("arn:aws:sqs:eu-west-1:123456789012:orders-dlq");

        Assert.Equal("https://sqs.eu-west-1.amazonaws.com/123456789012/orders-dlq", deadLetters.Url);
    }

    [Fact]
    public async Task A_queue_by_URL_is_received_from_without_looking_it_up()
    {
        await StartAtAsync(await Bus.UrlAsync(LocalBus.Queue));
        var lookups = Bus.Calls("sqs:GetQueueUrl");

        await Bus.PutOrdersAsync(1);

        await Orders.OneAsync();
        Assert.Equal(lookups, Bus.Calls("sqs:GetQueueUrl"));
    }

    [Fact]
    public async Task Poison_of_a_queue_by_URL_goes_to_its_dead_letter_queue()
    {
        await StartAtAsync(await Bus.UrlAsync(LocalBus.Queue));

        await Bus.SendAsync("not JSON");

        await Bus.UntilCountAsync(visible: 1, inFlight: 0, "orders-dlq");
    }

    [Fact]
    public async Task A_queue_by_ARN_is_received_from()
    {
        await StartAtAsync($"arn:aws:sqs:{Bus.Server.Region}:{Bus.Server.AccountId}:{LocalBus.Queue}");

        await Bus.PutOrdersAsync(1);

        await Orders.OneAsync();
    }

    [Theory]
    [InlineData("arn:aws:sqs:eu-west-1:123456789012:missing", "Queue 'missing' of account 123456789012 was not found at ", "region eu-west-1")]
    [InlineData("arn:aws:sqs:ap-south-1:123456789012:missing", "Queue 'missing' of account 123456789012 was not found at ", ", region ap-south-1 (bus 'shop')")]
    public async Task A_missing_queue_is_an_error_that_names_account_and_region(string queue, string which, string where)
    {
        var worker = await StartAtAsync(queue, new WorkerSetup { WaitUntilStarted = false });

        await Eventually.UntilAsync(() => worker.Bus.CheckHealth().Exception is not null);

        Assert.Contains(which, worker.Bus.CheckHealth().Exception!.Message, StringComparison.Ordinal);
        Assert.Contains(where, worker.Bus.CheckHealth().Exception!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_region_has_one_client()
    {
        using var clients = new AwsClients(new EventBridgeHostSettings { Region = "eu-west-1", Credentials = LocalBus.Credentials }, () => null);

        Assert.Same(clients.Sqs, clients.SqsOf("eu-west-1"));
        Assert.Same(clients.SqsOf("ap-south-1"), clients.SqsOf("ap-south-1"));
        Assert.Equal("ap-south-1", clients.SqsOf("ap-south-1").Config.RegionEndpoint.SystemName);
    }

    private Task<WorkerHost> StartAtAsync(string queue, WorkerSetup? setup = null) =>
        StartConsumerAsync(setup: (setup ?? new WorkerSetup()) with { Queue = queue });
}

using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.Server;

public sealed class ServerTests : LocalAwsTest
{
    [Fact]
    public async Task Calls_are_counted_by_operation()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        await SendAsync(url);
        await Http.EventsAsync("ListEventBuses", new { });

        Assert.Equal(
            new Dictionary<string, long> { ["events:ListEventBuses"] = 1, ["sqs:CreateQueue"] = 1, ["sqs:SendMessage"] = 2 },
            Server.RequestCounts);
        Assert.Equal(2, JsonNode.Parse((await Http.GetAsync("/_localaws/requests")).Body)!["sqs:SendMessage"]!.GetValue<int>());

        Server.ResetRequestCounts();
        Assert.Empty(Server.RequestCounts);
    }

    [Fact]
    public async Task A_launcher_can_tell_who_listens() =>
        Assert.Equal("LocalAws", JsonNode.Parse((await Http.GetAsync("/_localaws/health")).Body)!["service"]!.GetValue<string>());

    [Fact]
    public async Task Servers_in_one_process_share_nothing()
    {
        await CreateQueueAsync("payment");
        await using var other = await LocalAwsServer.StartAsync(cancellationToken: Cancelled);
        using var http = new JsonClient(other.Endpoint);

        Assert.Equal("{}", (await http.SendAsync("AmazonSQS.ListQueues", "{}")).Body);
    }

    [Fact]
    public async Task A_port_in_use_is_an_error() => await Assert.ThrowsAsync<IOException>(
        () => LocalAwsServer.StartAsync(new LocalAwsOptions { Port = Server.Endpoint.Port }, Cancelled));

    [Fact]
    public async Task The_region_and_the_account_are_in_every_name()
    {
        await using var other = await LocalAwsServer.StartAsync(
            new LocalAwsOptions { Region = "us-east-1", AccountId = "123456789012" }, Cancelled);
        using var http = new JsonClient(other.Endpoint);

        Assert.Contains("/123456789012/payment", (await http.SendAsync("AmazonSQS.CreateQueue", """{"QueueName":"payment"}""")).Body,
            StringComparison.Ordinal);
        Assert.StartsWith(
            "arn:aws:events:us-east-1:123456789012:", (
                await http.EventsAsync("DescribeEventBus", new { }))["Arn"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}

namespace Workers.LocalAws.Tests.EventBridge;

/// <summary>Source: the EventBridge user guide, "Sending events between event buses in the same account and Region".</summary>
public sealed class BusTargetTests : EventBridgeTest
{
    [Fact]
    public async Task An_event_goes_to_another_bus_and_to_its_rules_unchanged()
    {
        var url = await CreateRouteAsync();
        await ForwardAsync("default", "store");

        await PutEventAsync(bus: "default");

        var id = (await ReceiveOneAsync(url)).Body;
        Assert.Contains("\"source\":\"store.orders\"", id, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_event_from_another_bus_does_not_go_to_a_third_one()
    {
        var url = await CreateRouteAsync();
        await Http.EventsAsync("CreateEventBus", new { Name = "second" });
        await ForwardAsync("default", "second");
        await ForwardAsync("second", "store");

        await PutEventAsync(bus: "default");
        Assert.Empty(await ReceiveAsync(url));

        await PutEventAsync(bus: "second");
        await ReceiveOneAsync(url);
    }

    [Fact]
    public async Task Buses_that_send_to_each_other_make_no_loop()
    {
        var url = await CreateRouteAsync();
        await ForwardAsync("default", "store");
        await ForwardAsync("store", "default");

        await PutEventAsync();

        await ReceiveOneAsync(url);
    }

    [Fact]
    public async Task A_replayed_event_is_not_archived_by_the_other_bus_either()
    {
        await CreateRouteAsync();
        await ForwardAsync("default", "store");
        await Http.EventsAsync("CreateArchive", new { ArchiveName = "first", EventSourceArn = BusArn("default") });
        await Http.EventsAsync("CreateArchive", new { ArchiveName = "second", EventSourceArn = BusArn("store") });
        await PutEventAsync(bus: "default");

        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        await Http.EventsAsync("StartReplay", new
        {
            ReplayName = "again",
            EventSourceArn = "arn:aws:events:eu-west-1:000000000000:archive/first",
            EventStartTime = now - 1,
            EventEndTime = now + 1,
            Destination = new { Arn = BusArn("default") },
        });
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(1, (await Http.EventsAsync("DescribeArchive", new { ArchiveName = "second" }))["EventCount"]!.GetValue<int>());
    }

    [Fact]
    public async Task An_event_for_a_missing_bus_goes_to_the_dead_letter_queue_of_the_target()
    {
        await CreateRouteAsync();
        var dead = await CreateQueueAsync("dead");
        await PutTargetAsync(new { Id = "target", Arn = BusArn("gone"), DeadLetterConfig = new { Arn = Arn("dead") } });

        await PutEventAsync();

        Assert.Equal("NO_RESOURCE", (await ReceiveOneAsync(dead)).MessageAttributes["ERROR_CODE"].StringValue);
    }

    [Fact]
    public async Task A_bus_gets_whole_events_only()
    {
        await CreateRouteAsync();

        var (type, message) = await Http.EventsErrorAsync("PutTargets", new
        {
            Rule = "orders",
            EventBusName = "store",
            Targets = new[] { new { Id = "bus", Arn = BusArn("default"), InputPath = "$.detail" } },
        });

        Assert.Equal("ValidationException", type);
        Assert.Contains("whole events", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("arn:aws:events:us-east-1:000000000000:event-bus/store")]
    [InlineData("arn:aws:events:eu-west-1:111111111111:event-bus/store")]
    [InlineData("arn:aws:events:eu-west-1:000000000000:api-destination/x")]
    public async Task A_target_that_is_no_bus_of_this_server_fails(string arn)
    {
        await CreateRouteAsync();

        Assert.Equal(1, (await PutTargetAsync(new { Id = "far", Arn = arn }))["FailedEntryCount"]!.GetValue<int>());
    }

    private async Task ForwardAsync(string from, string to)
    {
        await Http.EventsAsync("PutRule", new { Name = "forward", EventBusName = from, EventPattern = Pattern });
        await Http.EventsAsync(
            "PutTargets", new { Rule = "forward", EventBusName = from, Targets = new[] { new { Id = "bus", Arn = BusArn(to) } } });
    }

    private static string BusArn(string name) => $"arn:aws:events:eu-west-1:000000000000:event-bus/{name}";
}

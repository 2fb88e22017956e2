namespace Workers.LocalAws.Tests.EventBridge;

public sealed class BusTests : EventBridgeTest
{
    [Fact]
    public async Task There_is_a_default_bus()
    {
        var buses = (await Http.EventsAsync("ListEventBuses", new { }))["EventBuses"]!.AsArray();

        Assert.Equal("default", Assert.Single(buses)!["Name"]!.GetValue<string>());
        Assert.Equal("arn:aws:events:eu-west-1:000000000000:event-bus/default",
            (await Http.EventsAsync("DescribeEventBus", new { }))["Arn"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_bus_is_created_once()
    {
        var created = await Http.EventsAsync("CreateEventBus", new { Name = "store", Description = "the shop" });

        Assert.Equal("arn:aws:events:eu-west-1:000000000000:event-bus/store", created["EventBusArn"]!.GetValue<string>());
        Assert.Equal("ResourceAlreadyExistsException", (await Http.EventsErrorAsync("CreateEventBus", new { Name = "store" })).Type);
    }

    [Theory]
    [InlineData("a/b")]
    [InlineData("a b")]
    [InlineData("")]
    public async Task A_name_that_AWS_would_not_take_is_refused(string name) =>
        Assert.Equal("ValidationException", (await Http.EventsErrorAsync("CreateEventBus", new { Name = name })).Type);

    [Fact]
    public async Task A_bus_with_rules_stays()
    {
        await CreateRouteAsync();

        Assert.Equal("ValidationException", (await Http.EventsErrorAsync("DeleteEventBus", new { Name = "store" })).Type);
        await Http.EventsAsync("RemoveTargets", new { Rule = "orders", EventBusName = "store", Ids = new[] { "target" } });
        await Http.EventsAsync("DeleteRule", new { Name = "orders", EventBusName = "store" });
        await Http.EventsAsync("DeleteEventBus", new { Name = "store" });

        Assert.Equal("ResourceNotFoundException", (await Http.EventsErrorAsync("DescribeEventBus", new { Name = "store" })).Type);
    }

    [Fact]
    public async Task The_default_bus_stays() =>
        Assert.Equal("ValidationException", (await Http.EventsErrorAsync("DeleteEventBus", new { Name = "default" })).Type);

    // Source: the EventBridge API reference, "UpdateEventBus".
    [Fact]
    public async Task A_bus_is_updated()
    {
        await Http.EventsAsync("CreateEventBus", new { Name = "store", Description = "the shop", KmsKeyIdentifier = "key" });
        Time.Advance(TimeSpan.FromSeconds(1));

        var updated = await Http.EventsAsync(
            "UpdateEventBus", new { Name = "store", Description = "the store", DeadLetterConfig = new { Arn = Arn("dead") } });

        const string Arns = "arn:aws:events:eu-west-1:000000000000:event-bus/store";
        const string Settings =
            """
            "Description":"the store","KmsKeyIdentifier":"key","DeadLetterConfig":{"Arn":"arn:aws:sqs:eu-west-1:000000000000:dead"}
            """;
        Assert.Equal($$"""{"Arn":"{{Arns}}","Name":"store",{{Settings}}}""", updated.ToJsonString());
        var time = Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal(
            $$"""{"Name":"store","Arn":"{{Arns}}","CreationTime":{{time - 1}},"LastModifiedTime":{{time}},{{Settings}}}""",
            (await Http.EventsAsync("DescribeEventBus", new { Name = "store" })).ToJsonString());
        Assert.Equal("ResourceNotFoundException", (await Http.EventsErrorAsync("UpdateEventBus", new { Name = "shop" })).Type);
    }

    [Theory]
    [InlineData("ListConnections", """{"Connections":[]}""")]
    [InlineData("ListApiDestinations", """{"ApiDestinations":[]}""")]
    [InlineData("ListEndpoints", """{"Endpoints":[]}""")]
    [InlineData("ListEventSources", """{"EventSources":[]}""")]
    [InlineData("ListPartnerEventSources", """{"PartnerEventSources":[]}""")]
    public async Task Resources_that_can_not_be_created_are_listed_as_none(string operation, string answer) =>
        Assert.Equal(answer, (await Http.EventsAsync(operation, new { NamePrefix = "a" })).ToJsonString());

    [Fact]
    public async Task Tags_come_and_go()
    {
        var arn = (await Http.EventsAsync(
            "CreateEventBus", new { Name = "store", Tags = new[] { new { Key = "a", Value = "1" } } }))["EventBusArn"]!.GetValue<string>();

        await Http.EventsAsync("TagResource", new { ResourceARN = arn, Tags = new[] { new { Key = "b", Value = "2" } } });
        await Http.EventsAsync("UntagResource", new { ResourceARN = arn, TagKeys = new[] { "a" } });

        Assert.Equal("""[{"Key":"b","Value":"2"}]""",
            (await Http.EventsAsync("ListTagsForResource", new { ResourceARN = arn }))["Tags"]!.ToJsonString());
    }
}

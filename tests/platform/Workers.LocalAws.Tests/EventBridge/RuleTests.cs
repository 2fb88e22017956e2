namespace Workers.LocalAws.Tests.EventBridge;

public sealed class RuleTests : EventBridgeTest
{
    [Fact]
    public async Task A_rule_is_described_as_it_was_put()
    {
        await CreateRouteAsync();

        var rule = await Http.EventsAsync(
            "DescribeRule", new { Name = "orders", EventBusName = "arn:aws:events:eu-west-1:000000000000:event-bus/store" });

        Assert.Equal(Pattern, rule["EventPattern"]!.GetValue<string>());
        Assert.Equal("ENABLED", rule["State"]!.GetValue<string>());
        Assert.Equal("arn:aws:events:eu-west-1:000000000000:rule/store/orders", rule["Arn"]!.GetValue<string>());
        Assert.Equal("000000000000", rule["CreatedBy"]!.GetValue<string>());
    }

    // Source: the EventBridge API reference, "PutRule" and "CreateEventBus".
    [Theory]
    [InlineData("PutRule")]
    [InlineData("CreateEventBus")]
    public async Task A_description_has_at_most_512_characters(string operation)
    {
        var description = new string('x', 513);

        Assert.Equal(
            ("ValidationException",
                $"1 validation error detected: Value '{description}' at 'description' failed to satisfy constraint: "
                + "Member must have length less than or equal to 512"),
            await Http.EventsErrorAsync(operation, new { Name = "orders", EventPattern = Pattern, Description = description }));
        await Http.EventsAsync(operation, new { Name = "orders", EventPattern = Pattern, Description = description[1..] });
    }

    [Fact]
    public async Task A_pattern_that_means_nothing_is_refused_with_its_place()
    {
        var (type, message) = await Http.EventsErrorAsync("PutRule", new { Name = "orders", EventPattern = """{"detail":{"state":[]}}""" });

        Assert.Equal("InvalidEventPatternException", type);
        Assert.Contains("detail.state", message, StringComparison.Ordinal);
    }

    // Source: the quotas of EventBridge, "Event pattern size".
    [Theory]
    [InlineData(2048, true)]
    [InlineData(2049, false)]
    public async Task A_pattern_has_at_most_2048_characters(int length, bool fits)
    {
        var pattern = Pattern.PadRight(length);

        var answer = await Http.SendAsync(
            "AWSEvents.PutRule", System.Text.Json.JsonSerializer.Serialize(new { Name = "orders", EventPattern = pattern }));

        Assert.Equal(fits ? null : "LimitExceededException", fits ? null : answer.ErrorCode());
        Assert.Equal(fits, answer.Status == System.Net.HttpStatusCode.OK);
    }

    [Fact]
    public async Task A_schedule_is_refused_in_plain_words() => Assert.Contains(
        "no schedules",
        (await Http.EventsErrorAsync("PutRule", new { Name = "orders", ScheduleExpression = "rate(1 minute)" })).Message,
        StringComparison.Ordinal);

    [Theory]
    [InlineData("PutRule")]
    [InlineData("DescribeRule")]
    [InlineData("EnableRule")]
    [InlineData("ListRules")]
    public async Task A_bus_that_is_missing_is_named(string operation)
    {
        var (type, message) = await Http.EventsErrorAsync(
            operation, new { Name = "orders", EventPattern = Pattern, EventBusName = "shop" });

        Assert.Equal(("ResourceNotFoundException", "Event bus shop does not exist."), (type, message));
    }

    [Fact]
    public async Task Putting_a_rule_again_replaces_it_but_keeps_its_targets()
    {
        await CreateRouteAsync();

        await Http.EventsAsync(
            "PutRule", new { Name = "orders", EventBusName = "store", EventPattern = """{"source":["other"]}""", State = "DISABLED" });

        var rule = await Http.EventsAsync("DescribeRule", new { Name = "orders", EventBusName = "store" });
        Assert.Equal("DISABLED", rule["State"]!.GetValue<string>());
        Assert.Single((await Http.EventsAsync("ListTargetsByRule", new { Rule = "orders", EventBusName = "store" }))["Targets"]!.AsArray());
    }

    [Fact]
    public async Task A_rule_with_targets_stays()
    {
        await CreateRouteAsync();

        Assert.Equal(
            "ValidationException", (await Http.EventsErrorAsync("DeleteRule", new { Name = "orders", EventBusName = "store" })).Type);
    }

    [Fact]
    public async Task Rules_are_listed_by_prefix_page_by_page()
    {
        foreach (var name in (string[])["b", "a2", "a1"])
            await Http.EventsAsync("PutRule", new { Name = name, EventPattern = Pattern });

        var first = await Http.EventsAsync("ListRules", new { NamePrefix = "a", Limit = 1 });
        var second = await Http.EventsAsync(
            "ListRules", new { NamePrefix = "a", Limit = 1, NextToken = first["NextToken"]!.GetValue<string>() });

        Assert.Equal(("a1", "a2"), (first["Rules"]![0]!["Name"]!.GetValue<string>(), second["Rules"]![0]!["Name"]!.GetValue<string>()));
        Assert.Null(second["NextToken"]);
    }

    [Fact]
    public async Task A_disabled_rule_sends_nothing()
    {
        var url = await CreateRouteAsync();
        await Http.EventsAsync("DisableRule", new { Name = "orders", EventBusName = "store" });
        await PutEventAsync();
        Assert.Empty(await ReceiveAsync(url));

        await Http.EventsAsync("EnableRule", new { Name = "orders", EventBusName = "store" });
        await PutEventAsync();
        Assert.Single(await ReceiveAsync(url));
    }

    [Theory]
    [InlineData("""{"detail":{"a":["x"]}}""", true)]
    [InlineData("""{"detail":{"a":["y"]}}""", false)]
    public async Task A_pattern_can_be_tried(string pattern, bool expected)
    {
        const string Event = """
            {"id":"1","account":"1","source":"s","time":"2026-01-01T00:00:00Z","region":"r","resources":[],"detail-type":"d","detail":{"a":"x"}}
            """;

        Assert.Equal(
            expected, (await Http.EventsAsync("TestEventPattern", new { EventPattern = pattern, Event }))["Result"]!.GetValue<bool>());
    }
}

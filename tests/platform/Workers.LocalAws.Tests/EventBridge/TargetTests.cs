using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.EventBridge;

public sealed class TargetTests : EventBridgeTest
{
    [Fact]
    public async Task A_target_that_is_no_queue_of_this_server_fails_while_the_others_are_put()
    {
        await CreateRouteAsync();

        var answer = await Http.EventsAsync("PutTargets", new
        {
            Rule = "orders",
            EventBusName = "store",
            Targets = new[]
            {
                new { Id = "good", Arn = Arn("stock") },
                new { Id = "lambda", Arn = "arn:aws:lambda:eu-west-1:000000000000:function:f" },
                new { Id = "far", Arn = "arn:aws:sqs:us-east-1:000000000000:stock" },
            },
        });

        Assert.Equal(2, answer["FailedEntryCount"]!.GetValue<int>());
        Assert.Equal(["lambda", "far"], answer["FailedEntries"]!.AsArray().Select(entry => entry!["TargetId"]!.GetValue<string>()));
        Assert.Equal(["good", "target"], await TargetsAsync());
    }

    [Fact]
    public async Task A_rule_has_at_most_five_targets()
    {
        await CreateRouteAsync();
        var targets = Enumerable.Range(0, 5).Select(id => new { Id = $"{id}", Arn = Arn("stock") });

        var (type, _) = await Http.EventsErrorAsync("PutTargets", new { Rule = "orders", EventBusName = "store", Targets = targets });

        Assert.Equal("LimitExceededException", type);
        Assert.Equal(["target"], await TargetsAsync());
    }

    [Theory]
    [InlineData("""{"Input":"{}","InputPath":"$"}""", "Only one of")]
    [InlineData("""{"Input":"{"}""", "JSON syntax error")]
    [InlineData("""{"InputPath":"detail"}""", "Invalid JSON path")]
    [InlineData("""{"InputPath":"$..x"}""", "Invalid JSON path")]
    [InlineData("""{"InputPath":"$.a[0:1]"}""", "Invalid JSON path")]
    [InlineData("""{"InputTransformer":{"InputTemplate":"{\"a\": <b>}"}}""", "invalid placeholder b")]
    [InlineData("""{"InputTransformer":{"InputTemplate":"plain text"}}""", "Invalid InputTemplate")]
    [InlineData("""{"RetryPolicy":{"MaximumRetryAttempts":186}}""", "between 0 and 185")]
    [InlineData("""{"DeadLetterConfig":{"Arn":"arn:aws:sns:eu-west-1:000000000000:x"}}""", "SQS queues only")]
    public async Task A_target_that_can_not_work_is_refused(string members, string reason)
    {
        await CreateRouteAsync();
        var target = JsonNode.Parse(members)!.AsObject();
        (target["Id"], target["Arn"]) = ("target", Arn("payment"));

        var (type, message) = await Http.EventsErrorAsync(
            "PutTargets", new { Rule = "orders", EventBusName = "store", Targets = new[] { target } });

        Assert.Equal("ValidationException", type);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"Input":"[1, 2]"}""", "[1, 2]")]
    [InlineData("""{"InputPath":"$.detail.lines[1]"}""", """{"sku": "B"}""")]
    [InlineData("""{"InputPath":"$.detail-type"}""", "\"OrderCreated\"")]
    [InlineData("""{"InputPath":"$.detail.lines[*].sku"}""", """["A","B"]""")]
    [InlineData("""{"InputPath":"$.detail['my key']"}""", "true")]
    [InlineData("""{"InputTransformer":{"InputPathsMap":{"id":"$.detail.id"},"InputTemplate":"{\"id\": <id>}"}}""", """{"id": "o\"1"}""")]
    [InlineData("""{"InputTransformer":{"InputPathsMap":{"id":"$.detail.id"},"InputTemplate":"\"order <id>\""}}""", "\"order o\\\"1\"")]
    [InlineData("""{"InputTransformer":{"InputPathsMap":{"n":"$.detail.n"},"InputTemplate":"{\"n\": <n>, \"t\": \"<n>\"}"}}""",
        """{"n": 3.0, "t": "3.0"}""")]
    [InlineData("""{"InputTransformer":{"InputTemplate":"{\"rule\": <aws.events.rule-name>}"}}""", """{"rule": "orders"}""")]
    public async Task A_target_gets_what_it_asks_for(string members, string expected)
    {
        var url = await CreateRouteAsync();
        var target = JsonNode.Parse(members)!.AsObject();
        (target["Id"], target["Arn"]) = ("target", Arn("payment"));
        await PutTargetAsync(target);

        await PutEventAsync("""{"id":"o\"1","n":3.0,"my key":true,"lines":[{"sku": "A"},{"sku": "B"}]}""");

        Assert.Equal(expected, (await ReceiveOneAsync(url)).Body);
    }

    [Theory]
    [InlineData("!@", @"Member must satisfy regular expression pattern: [\.\-_A-Za-z0-9]+")]
    [InlineData("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "Member must have length less than or equal to 64")]
    public async Task An_invalid_id_is_refused_with_its_place_in_the_request(string id, string constraint)
    {
        await CreateRouteAsync();

        // Recorded answer.
        Assert.Equal(
            ("ValidationException",
                $"1 validation error detected: Value '{id}' at 'targets.1.member.id' failed to satisfy constraint: {constraint}"),
            await Http.EventsErrorAsync(
                "PutTargets", new { Rule = "orders", EventBusName = "store", Targets = new[] { new { Id = id, Arn = Arn("payment") } } }));
    }

    [Fact]
    public async Task A_target_is_listed_as_it_was_put_and_found_by_its_queue()
    {
        await CreateRouteAsync();
        await PutTargetAsync(new { Id = "target", Arn = Arn("payment"), RetryPolicy = new { MaximumRetryAttempts = 3 } });

        var targets = (await Http.EventsAsync("ListTargetsByRule", new { Rule = "orders", EventBusName = "store" }))["Targets"]!.AsArray();
        var rules = (
            await Http.EventsAsync("ListRuleNamesByTarget", new { TargetArn = Arn("payment"), EventBusName = "store" }))["RuleNames"]!;

        Assert.Equal(3, Assert.Single(targets)!["RetryPolicy"]!["MaximumRetryAttempts"]!.GetValue<int>());
        Assert.Equal("""["orders"]""", rules.ToJsonString());
    }

    [Fact]
    public async Task An_event_for_a_missing_queue_goes_to_the_dead_letter_queue_of_the_target()
    {
        await CreateRouteAsync();
        var dead = await CreateQueueAsync("dead");
        await PutTargetAsync(new { Id = "target", Arn = Arn("gone"), DeadLetterConfig = new { Arn = Arn("dead") } });

        await PutEventAsync();

        var message = await ReceiveOneAsync(dead);
        Assert.Contains("\"source\":\"store.orders\"", message.Body, StringComparison.Ordinal);
        Assert.Equal("NO_RESOURCE", message.MessageAttributes["ERROR_CODE"].StringValue);
        Assert.Equal(Arn("gone"), message.MessageAttributes["TARGET_ARN"].StringValue);
        Assert.Equal("arn:aws:events:eu-west-1:000000000000:rule/store/orders", message.MessageAttributes["RULE_ARN"].StringValue);
        Assert.Contains("RETRY_ATTEMPTS", message.MessageAttributes.Keys);
        Assert.Contains("EXHAUSTED_RETRY_CONDITION", message.MessageAttributes.Keys);
        Assert.Contains("ERROR_MESSAGE", message.MessageAttributes.Keys);
    }

    [Fact]
    public async Task An_event_that_is_too_long_for_the_queue_goes_to_the_dead_letter_queue_of_the_target()
    {
        var url = await CreateRouteAsync();
        await Sqs.SetQueueAttributesAsync(url, new() { ["MaximumMessageSize"] = "1024" }, Cancelled);
        var dead = await CreateQueueAsync("dead");
        await PutTargetAsync(new { Id = "target", Arn = Arn("payment"), DeadLetterConfig = new { Arn = Arn("dead") } });

        await PutEventAsync($$"""{"text":"{{new string('x', 1024)}}"}""");

        Assert.Equal("INVALID_PARAMETER", (await ReceiveOneAsync(dead)).MessageAttributes["ERROR_CODE"].StringValue);
        Assert.Empty(await ReceiveAsync(url));
    }

    private async Task<IEnumerable<string>> TargetsAsync() =>
        (await Http.EventsAsync("ListTargetsByRule", new { Rule = "orders", EventBusName = "store" }))["Targets"]!
            .AsArray().Select(target => target!["Id"]!.GetValue<string>());
}

using System.Net;
using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.DeadLetters;

public sealed class DeadLetterGroupTests : DeadLetterPairTest
{
    [Fact]
    public async Task Messages_whose_errors_differ_in_ids_and_numbers_only_are_one_group()
    {
        var (_, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead, "Order 17 is unknown.");
        await SendDeadLetterAsync(dead, "Order 4711 is unknown.");

        var group = Assert.Single(await GroupsAsync());

        Assert.Equal(
            ("max-failures", "System.TimeoutException", "Order # is unknown.", "OrderCreated", 2),
            (Text(group, "reason"), Text(group, "exceptionType"), Text(group, "message"), Text(group, "detailType"),
                group!["count"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Each_part_of_the_cause_tells_groups_apart_and_the_largest_is_first()
    {
        var (_, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead, reason: "bad-json");
        await SendDeadLetterAsync(dead, type: "System.FormatException");
        await SendDeadLetterAsync(dead, message: "Something else.");
        await SendDeadLetterAsync(dead, detailType: "OrderReturned");
        await SendDeadLetterAsync(dead);
        await SendDeadLetterAsync(dead);

        var groups = await GroupsAsync();

        Assert.Equal([2, 1, 1, 1, 1], groups.Select(group => group!["count"]!.GetValue<int>()));
        Assert.Equal(5, groups.Select(group => Text(group, "group")).Distinct().Count());
    }

    [Fact]
    public async Task A_group_has_the_time_of_its_first_and_its_last_failure_and_the_last_as_an_example()
    {
        var (_, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead, "Order 1.", more: ("LastFailureAt", "2026-01-01T10:00:00.0000000Z"));
        var last = await SendDeadLetterAsync(dead, "Order 2.", more: ("LastFailureAt", "2026-01-01T12:00:00.0000000Z"));
        await SendDeadLetterAsync(dead, "Order 3.", more: ("LastFailureAt", "2026-01-01T11:00:00.0000000Z"));

        var group = Assert.Single(await GroupsAsync())!;

        Assert.Equal((10, 12), (group["firstAt"]!.GetValue<DateTimeOffset>().Hour, group["lastAt"]!.GetValue<DateTimeOffset>().Hour));
        Assert.Equal((last, "e1"), (Text(group["example"], "messageId"), Text(group["example"], "eventId")));
        Assert.Equal("Order 2.", group["example"]!["attributes"]!["ExceptionMessage"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_message_that_SQS_moved_says_so()
    {
        var (url, _) = await CreatePairAsync();
        await SendAsync(url, Event());
        await ReceiveAsync(url, visibilitySeconds: 0);
        await ReceiveAsync(url);

        var group = Assert.Single(await GroupsAsync());

        Assert.Equal(("received maxReceiveCount times, then moved by SQS", null), (Text(group, "reason"), Text(group, "exceptionType")));
    }

    [Fact]
    public async Task The_error_before_a_redrive_is_not_the_cause_when_SQS_moves_the_message_afterwards()
    {
        var (url, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead);
        await Http.PostAsync($"{Pages}/dead/redrive");
        await ReceiveAsync(url, visibilitySeconds: 0);
        await ReceiveAsync(url);

        var group = Assert.Single(await GroupsAsync());

        Assert.Equal(("received maxReceiveCount times, then moved by SQS", null), (Text(group, "reason"), Text(group, "message")));
    }

    [Fact]
    public async Task A_message_without_a_reason_and_without_an_event_is_in_a_group_too()
    {
        var (_, dead) = await CreatePairAsync();
        await SendAsync(dead, "no JSON");
        await SendAsync(dead, "\"\\ud800\"");

        var group = Assert.Single(await GroupsAsync());

        Assert.Equal(("no reason given", null), (Text(group, "reason"), Text(group, "detailType")));
    }

    [Fact]
    public async Task An_event_that_a_rule_could_not_deliver_has_the_error_of_EventBridge()
    {
        await CreateQueueAsync("dead");
        await Http.EventsAsync("PutRule", new { Name = "orders", EventPattern = """{"source":["store.orders"]}""" });
        await Http.EventsAsync("PutTargets", new
        {
            Rule = "orders",
            Targets = new[] { new { Id = "target", Arn = Arn("nowhere"), DeadLetterConfig = new { Arn = Arn("dead") } } },
        });
        await Http.EventsAsync("PutEvents", new
        {
            Entries = new[] { new { Source = "store.orders", DetailType = "OrderCreated", Detail = "{}" } },
        });

        var group = Assert.Single(await GroupsAsync());

        Assert.Equal(
            ("NO_RESOURCE", "The specified queue does not exist.", "OrderCreated"),
            (Text(group, "reason"), Text(group, "message"), Text(group, "detailType")));
    }

    [Fact]
    public async Task A_queue_shows_its_sources_and_those_with_messages_are_first()
    {
        await CreateQueueAsync("another");
        await CreateQueueAsync("a", ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn("another")}}","maxReceiveCount":1}"""));
        var (_, dead) = await CreatePairAsync();
        await SendDeadLetterAsync(dead);

        var queues = JsonNode.Parse((await Http.GetAsync(Pages)).Body)!["queues"]!.AsArray();

        Assert.Equal(["dead", "another"], queues.Select(queue => Text(queue, "queue")));
        Assert.Equal("""["queue"]""", queues[0]!["sources"]!.ToJsonString());
        Assert.Null(queues[0]!["note"]);
    }

    [Fact]
    public async Task A_long_body_is_cut_between_two_characters()
    {
        var (_, dead) = await CreatePairAsync();
        await SendAsync(dead, "x" + new string('ä', 40_000));

        var example = Assert.Single(await GroupsAsync())!["example"]!;

        Assert.Equal("x" + new string('ä', 32_767), Text(example, "body"));
        Assert.Equal(80_001, example["bodyBytes"]!.GetValue<int>());
    }

    [Fact]
    public async Task The_messages_of_a_group_are_shown()
    {
        var (_, dead) = await CreatePairAsync();
        var first = await SendDeadLetterAsync(dead);
        await SendDeadLetterAsync(dead, reason: "bad-json");
        var second = await SendDeadLetterAsync(dead);
        var group = (await GroupsAsync()).Single(one => Text(one, "reason") == "max-failures");

        var shown = JsonNode.Parse((await Http.GetAsync($"{Pages}/dead/messages?group={Text(group, "group")}")).Body)!;

        Assert.Equal(2, shown["count"]!.GetValue<int>());
        Assert.Equal([first, second], shown["messages"]!.AsArray().Select(message => Text(message, "messageId")));
    }

    [Fact]
    public async Task A_queue_that_is_not_a_dead_letter_queue_is_refused_by_name()
    {
        await CreatePairAsync();

        var answer = await Http.GetAsync($"{Pages}/queue/messages");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("'queue' is not a dead-letter queue. The dead-letter queues are: dead.", Text(JsonNode.Parse(answer.Body), "message"));
    }
}

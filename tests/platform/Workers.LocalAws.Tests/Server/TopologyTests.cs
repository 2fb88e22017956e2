using System.Net;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Tests.EventBridge;

namespace Workers.LocalAws.Tests.Server;

public sealed class TopologyTests : EventBridgeTest
{
    [Fact]
    public async Task A_bus_counts_its_events_and_a_rule_those_it_let_through()
    {
        await CreateRouteAsync();
        await PutEventAsync();
        await PutEventAsync(source: "store.users");

        var bus = (await TopologyAsync())["buses"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "store")!;

        var rule = Assert.Single(bus["rules"]!.AsArray())!;
        Assert.Equal((2, 1), (bus["events"]!.GetValue<int>(), rule["matched"]!.GetValue<int>()));
        Assert.Equal(("orders", Pattern), (rule["name"]!.GetValue<string>(), rule["pattern"]!.GetValue<string>()));
        Assert.Equal(Arn("payment"), Assert.Single(rule["targets"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public async Task A_rule_names_the_queue_of_what_it_could_not_deliver()
    {
        await CreateRouteAsync();
        await PutTargetAsync(new { Id = "second", Arn = Arn("payment"), DeadLetterConfig = new { Arn = Arn("undelivered") } });

        var bus = (await TopologyAsync())["buses"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "store")!;

        Assert.Equal(Arn("undelivered"), Assert.Single(bus["rules"]![0]!["deadLetterQueues"]!.AsArray())!.GetValue<string>());
    }

    [Fact]
    public async Task A_queue_with_the_tag_of_a_tool_is_left_out_with_its_rule()
    {
        await CreateRouteAsync();
        var payment = (await Sqs.GetQueueUrlAsync("payment", Cancelled)).QueueUrl;

        await Sqs.TagQueueAsync(new TagQueueRequest { QueueUrl = payment, Tags = new() { ["localaws:hidden"] = "true" } }, Cancelled);

        var topology = await TopologyAsync();
        var bus = topology["buses"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "store")!;
        Assert.Empty(bus["rules"]!.AsArray());
        Assert.DoesNotContain(topology["queues"]!.AsArray(), queue => queue!["name"]!.GetValue<string>() == "payment");
    }

    [Fact]
    public async Task A_bus_counts_its_events_by_source()
    {
        await CreateRouteAsync();
        await PutEventAsync(source: "store.users");
        await PutEventAsync();
        await PutEventAsync();

        var bus = (await TopologyAsync())["buses"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "store")!;

        Assert.Equal(
            """[{"source":"store.orders","events":2},{"source":"store.users","events":1}]""", bus["sources"]!.ToJsonString());
        Assert.Equal(0, bus["eventsOfOtherSources"]!.GetValue<int>());
    }

    [Fact]
    public async Task Sources_beyond_a_hundred_are_counted_together()
    {
        for (var index = 0; index <= SourceCounters.MaximumSources; index++)
            await PutEventAsync(source: $"source{index}", bus: null);
        await PutEventAsync(source: "source0", bus: null);

        var bus = (await TopologyAsync())["buses"]![0]!;

        Assert.Equal((100, 1), (bus["sources"]!.AsArray().Count, bus["eventsOfOtherSources"]!.GetValue<int>()));
        Assert.Equal("""{"source":"source0","events":2}""", bus["sources"]![0]!.ToJsonString());
    }

    [Fact]
    public async Task A_rule_that_is_changed_goes_on_counting()
    {
        await CreateRouteAsync();
        await PutEventAsync();
        await Http.EventsAsync("PutRule", new { Name = "orders", EventBusName = "store", EventPattern = Pattern, State = "DISABLED" });

        var rule = (await TopologyAsync())["buses"]!.AsArray().SelectMany(bus => bus!["rules"]!.AsArray()).Single()!;

        Assert.Equal((1, false), (rule["matched"]!.GetValue<int>(), rule["enabled"]!.GetValue<bool>()));
    }

    [Fact]
    public async Task A_queue_shows_what_is_in_it_and_what_went_through_it()
    {
        var url = await CreateQueueAsync();
        for (var index = 0; index < 3; index++)
            await SendAsync(url);
        await Sqs.SendMessageAsync(new() { QueueUrl = url, MessageBody = "later", DelaySeconds = 10 }, Cancelled);
        var received = await Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { MaxNumberOfMessages = 2 }, Cancelled);
        await Sqs.DeleteMessageAsync(url, received.Messages[0].ReceiptHandle, Cancelled);

        var queue = Assert.Single((await TopologyAsync())["queues"]!.AsArray())!;

        Assert.Equal(
            "1 1 1 4 1",
            string.Join(' ', new[] { "visible", "inFlight", "delayed", "sent", "deleted" }.Select(name => queue[name]!.GetValue<int>())));
        Assert.Null(queue["deadLetterQueue"]);
    }

    [Fact]
    public async Task A_queue_names_its_dead_letter_queue()
    {
        await CreateQueueAsync("dead");
        await CreateQueueAsync("queue", ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn("dead")}}","maxReceiveCount":3}"""));

        var queue = (await TopologyAsync())["queues"]!.AsArray().Single(one => one!["name"]!.GetValue<string>() == "queue")!;

        Assert.Equal(("dead", 3), (queue["deadLetterQueue"]!.GetValue<string>(), queue["maxReceiveCount"]!.GetValue<int>()));
        Assert.False(queue["isDeadLetterQueue"]!.GetValue<bool>());
        Assert.True((await TopologyAsync())["queues"]![0]!["isDeadLetterQueue"]!.GetValue<bool>());
    }

    [Fact]
    public async Task A_look_into_a_queue_receives_nothing()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(
            new(url, "\"hello\"")
            {
                MessageAttributes = new() { ["Reason"] = new() { DataType = "String", StringValue = "why" } },
            },
            Cancelled);
        await ReceiveAsync(url, visibilitySeconds: 0);
        await SendAsync(url);

        await LookAsync();
        var seen = await LookAsync();

        var message = seen["messages"]![0]!;
        Assert.Equal(2, seen["count"]!.GetValue<int>());
        Assert.Equal(("\"hello\"", "visible"), (message["body"]!.GetValue<string>(), message["state"]!.GetValue<string>()));
        Assert.Equal(1, message["receiveCount"]!.GetValue<int>());
        Assert.Equal("why", message["attributes"]!["Reason"]!.GetValue<string>());
        Assert.Equal(("2", "0", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task A_message_of_a_FIFO_queue_has_its_group_and_its_place()
    {
        var url = await CreateQueueAsync("orders.fifo", ("FifoQueue", "true"));
        var sent = await Sqs.SendMessageAsync(
            new(url, "hello") { MessageGroupId = "customer", MessageDeduplicationId = "once" }, Cancelled);

        var answer = await Http.GetAsync("/_localaws/queues/orders.fifo/messages");
        var message = JsonNode.Parse(answer.Body)!["messages"]![0]!;

        Assert.Equal(
            ("customer", "once", sent.SequenceNumber),
            (Text("messageGroupId"), Text("messageDeduplicationId"), Text("sequenceNumber")));

        string Text(string name) => message[name]!.GetValue<string>();
    }

    [Fact]
    public async Task A_look_is_at_a_hundred_messages_at_most()
    {
        var url = await CreateQueueAsync();
        for (var index = 0; index < 101; index++)
            await SendAsync(url, $"{index}");

        var seen = await LookAsync();

        Assert.Equal((101, 100), (seen["count"]!.GetValue<int>(), seen["messages"]!.AsArray().Count));
        Assert.Equal("0", seen["messages"]![0]!["body"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_look_at_large_messages_ends_early()
    {
        var url = await CreateQueueAsync();
        for (var index = 0; index < 6; index++)
            await SendAsync(url, new string('x', 1_000_000));

        Assert.Equal(5, (await LookAsync())["messages"]!.AsArray().Count);
    }

    [Fact]
    public async Task A_queue_that_is_not_there_is_named()
    {
        var answer = await Http.GetAsync("/_localaws/queues/nobody/messages");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Contains("'nobody'", answer.Body, StringComparison.Ordinal);
    }

    private async Task<JsonNode> TopologyAsync() => JsonNode.Parse((await Http.GetAsync("/_localaws/topology")).Body)!;

    private async Task<JsonNode> LookAsync() => JsonNode.Parse((await Http.GetAsync("/_localaws/queues/queue/messages")).Body)!;
}

using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.EventBridge;

/// <summary>
/// FIFO queues as targets. Source: the EventBridge user guide, "Amazon SQS queues as targets", and the API reference of SqsParameters.
/// </summary>
public sealed class FifoTargetTests : EventBridgeTest
{
    private static readonly object Target =
        new { Id = "fifo", Arn = Arn("orders.fifo"), SqsParameters = new { MessageGroupId = "orders" } };

    [Fact]
    public async Task An_event_goes_to_the_group_of_the_target()
    {
        var url = await CreateFifoRouteAsync(contentBasedDeduplication: true);

        await PutEventAsync("""{"n":1}""");
        await PutEventAsync("""{"n":2}""");

        var messages = await ReceiveAsync(url);
        Assert.Equal([1, 2], messages.Select(message => JsonNode.Parse(message.Body)!["detail"]!["n"]!.GetValue<int>()));
        Assert.All(messages, message => Assert.Equal("orders", message.Attributes["MessageGroupId"]));
    }

    [Fact]
    public async Task Events_with_the_same_input_are_deduplicated()
    {
        var url = await CreateFifoRouteAsync(contentBasedDeduplication: true);
        await PutTargetAsync(new
        {
            Id = "fifo",
            Arn = Arn("orders.fifo"),
            InputPath = "$.detail",
            SqsParameters = new { MessageGroupId = "orders" },
        });

        await PutEventAsync("""{"n":1}""");
        await PutEventAsync("""{"n":1}""");

        Assert.Equal("""{"n":1}""", (await ReceiveOneAsync(url)).Body);
    }

    [Fact]
    public async Task An_event_for_a_queue_without_content_based_deduplication_goes_to_the_dead_letter_queue_of_the_target()
    {
        await CreateFifoRouteAsync(contentBasedDeduplication: false);
        var dead = await CreateQueueAsync("dead");
        await PutTargetAsync(new
        {
            Id = "fifo",
            Arn = Arn("orders.fifo"),
            SqsParameters = new { MessageGroupId = "orders" },
            DeadLetterConfig = new { Arn = Arn("dead") },
        });

        await PutEventAsync();

        var attributes = (await ReceiveOneAsync(dead)).MessageAttributes;
        Assert.Equal("INVALID_PARAMETER", attributes["ERROR_CODE"].StringValue);
        Assert.Contains("ContentBasedDeduplication", attributes["ERROR_MESSAGE"].StringValue, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("orders.fifo", null, "Parameter(s) SqsParameters must be specified for target: fifo.")]
    [InlineData("payment", "dead.fifo", "standard queue")]
    public async Task A_target_that_can_not_work_is_refused(string queue, string? deadLetterQueue, string reason)
    {
        await CreateRouteAsync();
        var target = new JsonObject { ["Id"] = "fifo", ["Arn"] = Arn(queue) };
        if (deadLetterQueue is not null)
            target["DeadLetterConfig"] = new JsonObject { ["Arn"] = Arn(deadLetterQueue) };

        var (type, message) = await Http.EventsErrorAsync(
            "PutTargets", new { Rule = "orders", EventBusName = "store", Targets = new[] { target } });

        Assert.Equal("ValidationException", type);
        Assert.Contains(reason, message, StringComparison.Ordinal);
    }

    private async Task<string> CreateFifoRouteAsync(bool contentBasedDeduplication)
    {
        await CreateRouteAsync();
        await PutTargetAsync(Target);
        return await CreateQueueAsync(
            "orders.fifo", ("FifoQueue", "true"), ("ContentBasedDeduplication", contentBasedDeduplication ? "true" : "false"));
    }
}

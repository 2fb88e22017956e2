namespace Workers.LocalAws.Tests.Sqs.Fifo;

public sealed class FifoDeadLetterTests : FifoTest
{
    // Recorded answer.
    [Fact]
    public async Task A_message_received_too_often_makes_way_for_the_next_of_its_group()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 2);
        var poison = await SendAsync(url, "poison", "1");
        await SendAsync(url, "fine", "1");
        await ReceiveSomeAsync(url, 1, visibilitySeconds: 0);
        await ReceiveSomeAsync(url, 1, visibilitySeconds: 0);

        Assert.Equal("fine", await BodiesAsync(url));

        var message = Assert.Single(await ReceiveAsync(dead));
        Assert.Equal((poison.MessageId, "1"), (message.MessageId, message.Attributes["MessageGroupId"]));
    }

    [Fact]
    public async Task A_message_that_was_sent_again_goes_to_the_dead_letter_queue_too()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 1);
        for (var attempt = 0; attempt < 2; attempt++)
        {
            await SendAsync(url, "poison", "1", $"{attempt}");
            await ReceiveAsync(url, visibilitySeconds: 0);
            Assert.Empty(await ReceiveAsync(url));
        }

        Assert.Equal("poison poison", await BodiesAsync(dead));
    }

    [Theory]
    [InlineData("orders", "dead.fifo")]
    [InlineData("orders.fifo", "dead")]
    public async Task A_dead_letter_queue_has_the_type_of_its_source(string source, string dead)
    {
        await CreateQueueAsync(dead, dead.EndsWith(".fifo", StringComparison.Ordinal) ? [("FifoQueue", "true")] : []);
        var url = await CreateQueueAsync(source, source.EndsWith(".fifo", StringComparison.Ordinal) ? [("FifoQueue", "true")] : []);

        var (code, message) = await ErrorAsync(
            () => Sqs.SetQueueAttributesAsync(url, new() { ["RedrivePolicy"] = Policy(dead, maxReceiveCount: 1) }, Cancelled));

        Assert.Equal("InvalidParameterValue", code);
        Assert.EndsWith("Reason: Dead-letter queue must be same type of queue as the source.", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Redriven_messages_keep_their_group_and_their_order()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 1);
        await SendAllAsync(url, "a-1", "a-2", "b-1");
        await ReceiveAsync(url, visibilitySeconds: 0);
        Assert.Empty(await ReceiveAsync(url));
        Assert.Equal(("3", "0", "0"), await CountsAsync(dead));

        await Sqs.StartMessageMoveTaskAsync(new() { SourceArn = Arn("dead.fifo") }, Cancelled);

        var messages = await ReceiveAsync(url);
        Assert.Equal(["a-1", "a-2", "b-1"], messages.Select(message => message.Body).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["a-1", "a-2"],
            messages.Where(message => message.Attributes["MessageGroupId"] == "a").Select(message => message.Body));
        Assert.All(messages, message => Assert.Equal("1", message.Attributes["ApproximateReceiveCount"]));
    }

    [Fact]
    public async Task Selected_messages_are_redriven_in_their_order()
    {
        var (url, _) = await CreatePairAsync(maxReceiveCount: 1);
        await SendAllAsync(url, "a-1", "a-2", "b-1");
        await ReceiveAsync(url, visibilitySeconds: 0);
        Assert.Empty(await ReceiveAsync(url));

        Assert.Contains("\"redriven\":3", (await Http.PostAsync("/_localaws/dead-letters/dead.fifo/redrive")).Body, StringComparison.Ordinal);

        Assert.Equal("a-1 a-2 b-1", await BodiesAsync(url));
    }

    [Fact]
    public async Task Messages_that_can_not_be_moved_keep_their_order()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 1);
        await SendAllAsync(url, "a-1", "a-2", "a-3");
        await ReceiveAsync(url, visibilitySeconds: 0);
        Assert.Empty(await ReceiveAsync(url));
        await Sqs.DeleteQueueAsync(url, Cancelled);
        await CreateByContentAsync("other.fifo", ("RedrivePolicy", Policy("dead.fifo", maxReceiveCount: 1)));

        await Sqs.StartMessageMoveTaskAsync(new() { SourceArn = Arn("dead.fifo") }, Cancelled);

        Assert.Equal("a-1 a-2 a-3", await BodiesAsync(dead));
    }

    [Fact]
    public async Task Messages_are_not_moved_to_a_queue_of_another_type()
    {
        await CreatePairAsync(maxReceiveCount: 1);
        await CreateQueueAsync("standard");

        Assert.Equal("InvalidParameterValue", (await ErrorAsync(() => Sqs.StartMessageMoveTaskAsync(
            new() { SourceArn = Arn("dead.fifo"), DestinationArn = Arn("standard") }, Cancelled))).Code);
    }

    private async Task<(string Url, string DeadLetterUrl)> CreatePairAsync(int maxReceiveCount)
    {
        var dead = await CreateByContentAsync("dead.fifo");
        return (await CreateByContentAsync("orders.fifo", ("RedrivePolicy", Policy("dead.fifo", maxReceiveCount))), dead);
    }

    private static string Policy(string dead, int maxReceiveCount) =>
        $$"""{"deadLetterTargetArn":"{{Arn(dead)}}","maxReceiveCount":{{maxReceiveCount}}}""";
}

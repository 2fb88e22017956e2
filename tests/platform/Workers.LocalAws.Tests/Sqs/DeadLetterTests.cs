using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

public sealed class DeadLetterTests : LocalAwsTest
{
    [Fact]
    public async Task A_message_received_too_often_goes_to_the_dead_letter_queue_as_it_is()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 2);
        var attributes = new Dictionary<string, MessageAttributeValue> { ["a"] = new() { DataType = "String", StringValue = "1" } };
        var sent = await Sqs.SendMessageAsync(new SendMessageRequest(url, "poison") { MessageAttributes = attributes }, Cancelled);
        Assert.Single(await ReceiveAsync(url, visibilitySeconds: 0));
        Assert.Single(await ReceiveAsync(url, visibilitySeconds: 0));

        Assert.Empty(await ReceiveAsync(url));

        var message = Assert.Single(await ReceiveAsync(dead));
        Assert.Equal((sent.MessageId, "poison", "1"), (message.MessageId, message.Body, message.MessageAttributes["a"].StringValue));
        Assert.Equal(Arn("queue"), message.Attributes["DeadLetterQueueSourceArn"]);
        Assert.Equal("3", message.Attributes["ApproximateReceiveCount"]);
        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task A_long_poll_on_the_dead_letter_queue_wakes_for_it()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 1);
        await SendAsync(url);
        await ReceiveAsync(url, visibilitySeconds: 0);
        var poll = await PollAsync(dead);

        await ReceiveAsync(url);

        Assert.Single((await poll).Messages);
    }

    [Fact]
    public async Task A_message_stays_when_the_dead_letter_queue_is_gone()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 1);
        await Sqs.DeleteQueueAsync(dead, Cancelled);
        await SendAsync(url);
        await ReceiveAsync(url, visibilitySeconds: 0);

        Assert.Single(await ReceiveAsync(url));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"maxReceiveCount\":3}")]
    [InlineData("{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:000000000000:dead\"}")]
    [InlineData("{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:000000000000:dead\",\"maxReceiveCount\":0}")]
    [InlineData("{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:000000000000:dead\",\"maxReceiveCount\":1001}")]
    [InlineData("{\"deadLetterTargetArn\":\"arn:aws:sqs:eu-west-1:000000000000:nowhere\",\"maxReceiveCount\":3}")]
    public async Task A_redrive_policy_that_can_not_work_is_refused(string policy)
    {
        await CreateQueueAsync("dead");
        var url = await CreateQueueAsync();

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(
            () => Sqs.SetQueueAttributesAsync(url, new() { ["RedrivePolicy"] = policy }, Cancelled));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }

    // Recorded answer: AWS accepts it. That the message stays visible is a choice.
    [Fact]
    public async Task A_queue_may_be_its_own_dead_letter_queue()
    {
        var url = await CreateQueueAsync();
        var policy = Policy(1).Replace(Arn("dead"), Arn("queue"), StringComparison.Ordinal);
        await Sqs.SetQueueAttributesAsync(url, new() { ["RedrivePolicy"] = policy }, Cancelled);
        await SendAsync(url);

        await ReceiveAsync(url, visibilitySeconds: 0);

        Assert.Single(await ReceiveAsync(url));
    }

    [Fact]
    public async Task A_dead_letter_queue_may_refuse_its_sources()
    {
        await CreateQueueAsync("dead", ("RedriveAllowPolicy", """{"redrivePermission":"denyAll"}"""));

        await Assert.ThrowsAnyAsync<AmazonSQSException>(() => CreateQueueAsync("queue", ("RedrivePolicy", Policy(3))));
    }

    [Fact]
    public async Task An_empty_redrive_policy_takes_the_old_one_away()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 1);

        await Sqs.SetQueueAttributesAsync(url, new() { ["RedrivePolicy"] = "" }, Cancelled);

        Assert.Empty((await Sqs.ListDeadLetterSourceQueuesAsync(new() { QueueUrl = dead }, Cancelled)).QueueUrls ?? []);
    }

    [Fact]
    public async Task The_sources_of_a_dead_letter_queue_are_listed()
    {
        var (url, dead) = await CreatePairAsync(maxReceiveCount: 1);

        Assert.Equal([url], (await Sqs.ListDeadLetterSourceQueuesAsync(new() { QueueUrl = dead }, Cancelled)).QueueUrls);
    }

    private async Task<(string Url, string DeadLetterUrl)> CreatePairAsync(int maxReceiveCount)
    {
        var dead = await CreateQueueAsync("dead");
        return (await CreateQueueAsync("queue", ("RedrivePolicy", Policy(maxReceiveCount))), dead);
    }

    private static string Policy(int maxReceiveCount) => $$"""{"deadLetterTargetArn":"{{Arn("dead")}}","maxReceiveCount":{{maxReceiveCount}}}""";
}

using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

public sealed class MoveTaskTests : LocalAwsTest
{
    [Fact]
    public async Task Dead_letters_go_back_to_where_they_came_from_as_new_messages()
    {
        var (url, dead) = await CreatePairAsync();
        var sent = await SendAsync(url, "poison");
        await ReceiveAsync(url, visibilitySeconds: 0);
        await ReceiveAsync(url);

        await Sqs.StartMessageMoveTaskAsync(new() { SourceArn = Arn("dead") }, Cancelled);

        var message = Assert.Single(await ReceiveAsync(url));
        Assert.Equal(("poison", "1"), (message.Body, message.Attributes["ApproximateReceiveCount"]));
        Assert.NotEqual(sent.MessageId, message.MessageId);
        Assert.Equal(("COMPLETED", 1L), await LatestAsync());
        Assert.Equal(("0", "0", "0"), await CountsAsync(dead));
    }

    [Fact]
    public async Task A_message_that_a_client_put_there_needs_a_destination()
    {
        var (url, dead) = await CreatePairAsync();
        await SendAsync(dead);

        await Sqs.StartMessageMoveTaskAsync(new() { SourceArn = Arn("dead") }, Cancelled);
        Assert.Equal(("FAILED", 0L), await LatestAsync());
        Assert.Equal(("1", "0", "0"), await CountsAsync(dead));

        await Sqs.StartMessageMoveTaskAsync(new() { SourceArn = Arn("dead"), DestinationArn = Arn("queue") }, Cancelled);
        Assert.Equal(("COMPLETED", 1L), await LatestAsync());
        Assert.Single(await ReceiveAsync(url));
    }

    [Fact]
    public async Task A_task_keeps_to_its_pace_until_it_is_done()
    {
        var (_, dead) = await CreatePairAsync();
        await SendManyAsync(dead);

        await StartSlowlyAsync();
        Assert.Equal(("RUNNING", 2L), await LatestAsync());
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("RUNNING", 4L), await LatestAsync());
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("COMPLETED", 5L), await LatestAsync());
    }

    [Fact]
    public async Task A_task_can_be_cancelled_and_the_rest_stays()
    {
        var (_, dead) = await CreatePairAsync();
        await SendManyAsync(dead);
        var handle = await StartSlowlyAsync();

        var cancelled = await Sqs.CancelMessageMoveTaskAsync(new() { TaskHandle = handle }, Cancelled);

        Time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(2, cancelled.ApproximateNumberOfMessagesMoved);
        Assert.Equal(("CANCELLED", 2L), await LatestAsync());
        Assert.Equal(("3", "0", "0"), await CountsAsync(dead));
    }

    [Fact]
    public async Task A_queue_has_one_running_task_at_a_time()
    {
        var (_, dead) = await CreatePairAsync();
        await SendManyAsync(dead);
        await StartSlowlyAsync();

        await Assert.ThrowsAsync<UnsupportedOperationException>(StartSlowlyAsync);
    }

    [Fact]
    public async Task Only_a_dead_letter_queue_has_something_to_move()
    {
        await CreateQueueAsync();

        Assert.Equal("InvalidParameterValue", (await Assert.ThrowsAnyAsync<Amazon.SQS.AmazonSQSException>(
            () => Sqs.StartMessageMoveTaskAsync(new() { SourceArn = Arn("queue") }, Cancelled))).ErrorCode);
        await Assert.ThrowsAsync<ResourceNotFoundException>(
            () => Sqs.StartMessageMoveTaskAsync(new() { SourceArn = Arn("nowhere") }, Cancelled));
    }

    private async Task<(string Url, string DeadLetterUrl)> CreatePairAsync()
    {
        var dead = await CreateQueueAsync("dead");
        return (await CreateQueueAsync(
            "queue", ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn("dead")}}","maxReceiveCount":1}""")), dead);
    }

    private Task<SendMessageBatchResponse> SendManyAsync(string url) =>
        Sqs.SendMessageBatchAsync(url, [.. Enumerable.Range(0, 5).Select(id => new SendMessageBatchRequestEntry($"{id}", "x"))], Cancelled);

    private async Task<string> StartSlowlyAsync() => (await Sqs.StartMessageMoveTaskAsync(
        new() { SourceArn = Arn("dead"), DestinationArn = Arn("queue"), MaxNumberOfMessagesPerSecond = 2 }, Cancelled)).TaskHandle;

    private async Task<(string Status, long? Moved)> LatestAsync()
    {
        var task = (await Sqs.ListMessageMoveTasksAsync(new() { SourceArn = Arn("dead") }, Cancelled)).Results[0];
        return (task.Status, task.ApproximateNumberOfMessagesMoved);
    }
}

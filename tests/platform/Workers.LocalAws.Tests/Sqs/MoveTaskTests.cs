using System.Text;
using Amazon.SQS;
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

        // Recorded answer.
        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(StartSlowlyAsync);
        Assert.Equal("InvalidParameterValue", error.ErrorCode);
        Assert.Equal(
            "There is already a task running. Only one active task is allowed for a source queue arn at a given time.", error.Message);
    }

    // Recorded answers.
    [Theory]
    [InlineData("rubbish", "InvalidParameterValue", "Value for parameter TaskHandle is invalid.")]
    [InlineData("bm8ganNvbg==", "InvalidParameterValue", "Value for parameter TaskHandle is invalid.")]
    [InlineData(
        """{"taskId":"8cc3a4d3-1d1c-4b6b-a2b3-0c5a4f3c2f11","sourceArn":"arn:aws:sqs:eu-west-1:000000000000:nowhere"}""",
        "ResourceNotFoundException",
        "The resource that you specified for the SourceArn parameter doesn't exist.")]
    [InlineData(
        """{"taskId":"8cc3a4d3-1d1c-4b6b-a2b3-0c5a4f3c2f11","sourceArn":"arn:aws:sqs:eu-west-1:000000000000:dead"}""",
        "ResourceNotFoundException",
        "Task does not exist.")]
    public async Task A_task_that_does_not_exist_can_not_be_cancelled(string handle, string code, string message)
    {
        await CreatePairAsync();
        if (handle.StartsWith('{'))
            handle = Convert.ToBase64String(Encoding.UTF8.GetBytes(handle));

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(
            () => Sqs.CancelMessageMoveTaskAsync(new() { TaskHandle = handle }, Cancelled));

        Assert.Equal((code, message), (error.ErrorCode, error.Message));
    }

    [Fact]
    public async Task Only_a_dead_letter_queue_has_something_to_move()
    {
        await CreateQueueAsync();

        Assert.Equal("InvalidParameterValue", (await Assert.ThrowsAnyAsync<AmazonSQSException>(
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

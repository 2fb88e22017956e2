using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

public sealed class LongPollTests : LocalAwsTest
{
    [Fact]
    public async Task A_long_poll_wakes_when_a_message_arrives()
    {
        var url = await CreateQueueAsync();
        var poll = await PollAsync(url);

        await SendAsync(url, "hello");

        Assert.Equal("hello", Assert.Single((await poll).Messages).Body);
    }

    [Fact]
    public async Task A_long_poll_wakes_when_a_delay_ends()
    {
        var url = await CreateQueueAsync("queue", ("DelaySeconds", "5"));
        await SendAsync(url);
        var poll = await PollAsync(url);

        Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Single((await poll).Messages);
    }

    [Fact]
    public async Task A_long_poll_wakes_when_a_visibility_timeout_ends()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        await ReceiveAsync(url, visibilitySeconds: 5);
        var poll = await PollAsync(url);

        Time.Advance(TimeSpan.FromSeconds(5));

        Assert.Equal("2", Assert.Single((await poll).Messages).Attributes["ApproximateReceiveCount"]);
    }

    [Fact]
    public async Task A_long_poll_wakes_when_a_message_is_given_back()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var received = Assert.Single(await ReceiveAsync(url));
        var poll = await PollAsync(url);

        await Sqs.ChangeMessageVisibilityAsync(url, received.ReceiptHandle, 0, Cancelled);

        Assert.Single((await poll).Messages);
    }

    [Fact]
    public async Task A_long_poll_ends_empty_when_its_time_is_over()
    {
        var poll = await PollAsync(await CreateQueueAsync(), seconds: 3);

        Time.Advance(TimeSpan.FromSeconds(3));

        Assert.Null((await poll).Messages);
    }

    [Fact]
    public async Task The_queue_decides_how_long_to_wait_when_the_receiver_does_not()
    {
        var url = await CreateQueueAsync("queue", ("ReceiveMessageWaitTimeSeconds", "20"));
        var poll = Sqs.ReceiveMessageAsync(url, Cancelled);
        await Eventually.UntilAsync(() => Server.WaitingReceives == 1);

        await SendAsync(url);

        Assert.Single((await poll).Messages);
    }

    [Fact]
    public async Task A_batch_wakes_as_many_long_polls_as_it_has_messages_for()
    {
        var url = await CreateQueueAsync();
        var polls = new List<Task<ReceiveMessageResponse>>();
        for (var count = 0; count < 3; count++)
        {
            polls.Add(Sqs.ReceiveMessageAsync(new ReceiveMessageRequest(url) { WaitTimeSeconds = 20, MaxNumberOfMessages = 1 }, Cancelled));
            await Eventually.UntilAsync(() => Server.WaitingReceives == polls.Count);
        }

        await Sqs.SendMessageBatchAsync(url, [new("a", "a"), new("b", "b"), new("c", "c")], Cancelled);

        var received = await Task.WhenAll(polls);
        Assert.Equal(
            ["a", "b", "c"], received.SelectMany(answer => answer.Messages).Select(message => message.Body).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_receiver_that_hangs_up_swallows_no_message()
    {
        var url = await CreateQueueAsync();
        using var hangUp = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var poll = await PollAsync(url, hangUp: hangUp.Token);
        await hangUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
        await Eventually.UntilAsync(() => Server.WaitingReceives == 0);

        await SendAsync(url);

        Assert.Equal("1", Assert.Single(await ReceiveAsync(url)).Attributes["ApproximateReceiveCount"]);
    }

    [Fact]
    public async Task Deleting_the_queue_ends_a_long_poll_with_an_error()
    {
        var url = await CreateQueueAsync();
        var poll = await PollAsync(url);

        await Sqs.DeleteQueueAsync(url, Cancelled);

        await Assert.ThrowsAsync<QueueDoesNotExistException>(() => poll);
    }

    [Fact]
    public async Task Stopping_the_server_ends_a_long_poll()
    {
        var poll = await PollAsync(await CreateQueueAsync());

        await Server.DisposeAsync();

        await Assert.ThrowsAnyAsync<AmazonSQSException>(() => poll);
    }
}

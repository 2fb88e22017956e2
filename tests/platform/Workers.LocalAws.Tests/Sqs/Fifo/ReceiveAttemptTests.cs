using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs.Fifo;

/// <summary>Source: the API reference of ReceiveMessage, ReceiveRequestAttemptId.</summary>
public sealed class ReceiveAttemptTests : FifoTest
{
    [Fact]
    public async Task A_repeated_attempt_returns_the_same_messages_and_hides_them_anew()
    {
        var url = await CreateByContentAsync("orders.fifo", ("VisibilityTimeout", "30"));
        await SendAllAsync(url, "a-1", "a-2", "b-1");
        var first = await AttemptAsync(url, "one", maximum: 2);
        Time.Advance(TimeSpan.FromSeconds(20));

        var second = await AttemptAsync(url, "one", maximum: 2);

        Assert.Equal(first.Select(message => message.ReceiptHandle), second.Select(message => message.ReceiptHandle));
        Time.Advance(TimeSpan.FromSeconds(20));
        Assert.Equal("b-1", await BodiesAsync(url));
        foreach (var message in second)
            await Sqs.DeleteMessageAsync(url, message.ReceiptHandle, Cancelled);
    }

    [Fact]
    public async Task Another_attempt_returns_other_messages()
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "a-1", "b-1");
        await AttemptAsync(url, "one", maximum: 1);

        Assert.Equal("b-1", Assert.Single(await AttemptAsync(url, "two", maximum: 1)).Body);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task An_attempt_is_new_when_the_visibility_of_a_message_has_changed(bool isDeleted)
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "a-1", "a-2", "b-1");
        var received = await AttemptAsync(url, "one", maximum: 2);
        if (isDeleted)
            await Sqs.DeleteMessageAsync(url, received[0].ReceiptHandle, Cancelled);
        else
            await Sqs.ChangeMessageVisibilityAsync(url, received[0].ReceiptHandle, 60, Cancelled);

        Assert.Equal("b-1", Assert.Single(await AttemptAsync(url, "one", maximum: 2)).Body);
    }

    [Fact]
    public async Task An_attempt_is_new_after_five_minutes()
    {
        var url = await CreateByContentAsync("orders.fifo", ("VisibilityTimeout", "600"));
        await SendAllAsync(url, "a-1", "b-1");
        await AttemptAsync(url, "one", maximum: 1);

        Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal("b-1", Assert.Single(await AttemptAsync(url, "one", maximum: 1)).Body);
    }

    // A choice: AWS documents that the parameter applies to FIFO queues only.
    [Fact]
    public async Task A_standard_queue_has_no_attempts()
    {
        var url = await CreateQueueAsync();

        Assert.Equal("InvalidParameterValue", (await ErrorAsync(() => AttemptAsync(url, "one", maximum: 1))).Code);
    }

    private async Task<List<Message>> AttemptAsync(string url, string id, int maximum) => (await Sqs.ReceiveMessageAsync(
        new ReceiveMessageRequest(url) { ReceiveRequestAttemptId = id, MaxNumberOfMessages = maximum }, Cancelled)).Messages ?? [];
}

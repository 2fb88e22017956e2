using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

public sealed class SettleTests : LocalAwsTest
{
    [Fact]
    public async Task A_deleted_message_does_not_come_back()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);

        await Sqs.DeleteMessageAsync(url, Assert.Single(await ReceiveAsync(url)).ReceiptHandle, Cancelled);

        Time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(await ReceiveAsync(url));
    }

    [Fact]
    public async Task An_outdated_receipt_handle_succeeds_without_deleting()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var outdated = Assert.Single(await ReceiveAsync(url, visibilitySeconds: 0)).ReceiptHandle;
        await ReceiveAsync(url);

        await Sqs.DeleteMessageAsync(url, outdated, Cancelled);

        Assert.Equal(("0", "1", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task The_latest_receipt_handle_deletes_even_after_the_visibility_timeout()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var handle = Assert.Single(await ReceiveAsync(url)).ReceiptHandle;
        Time.Advance(TimeSpan.FromSeconds(31));

        await Sqs.DeleteMessageAsync(url, handle, Cancelled);

        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task A_receipt_handle_of_nothing_is_refused()
    {
        var url = await CreateQueueAsync();
        var other = await CreateQueueAsync("other");
        await SendAsync(other);
        var foreign = Assert.Single(await ReceiveAsync(other)).ReceiptHandle;

        // Recorded answer.
        Assert.Equal(
            "The input receipt handle \"rubbish\" is not a valid receipt handle.",
            (await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => Sqs.DeleteMessageAsync(url, "rubbish", Cancelled))).Message);
        await Assert.ThrowsAsync<ReceiptHandleIsInvalidException>(() => Sqs.DeleteMessageAsync(url, foreign, Cancelled));
    }

    [Fact]
    public async Task A_message_can_be_hidden_for_longer()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var handle = Assert.Single(await ReceiveAsync(url)).ReceiptHandle;

        await Sqs.ChangeMessageVisibilityAsync(url, handle, 100, Cancelled);

        Time.Advance(TimeSpan.FromSeconds(99));
        Assert.Empty(await ReceiveAsync(url));
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Single(await ReceiveAsync(url));
    }

    [Fact]
    public async Task A_message_can_be_hidden_for_twelve_hours_in_all()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var handle = Assert.Single(await ReceiveAsync(url, visibilitySeconds: 43_200)).ReceiptHandle;
        Time.Advance(TimeSpan.FromHours(11));

        await Sqs.ChangeMessageVisibilityAsync(url, handle, 3_600, Cancelled);

        Assert.Equal("InvalidParameterValue", (await Assert.ThrowsAnyAsync<AmazonSQSException>(
            () => Sqs.ChangeMessageVisibilityAsync(url, handle, 3_601, Cancelled))).ErrorCode);
    }

    // Recorded answer: 200, although the API reference names MessageNotInflight.
    [Fact]
    public async Task Hiding_a_message_whose_visibility_timeout_has_ended_succeeds_without_effect()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var handle = Assert.Single(await ReceiveAsync(url, visibilitySeconds: 1)).ReceiptHandle;
        Time.Advance(TimeSpan.FromSeconds(2));

        await Sqs.ChangeMessageVisibilityAsync(url, handle, 5, Cancelled);

        Assert.Equal(("1", "0", "0"), await CountsAsync(url));
    }

    // Recorded answer: 200 with an earlier handle, and the timeout of the message in flight changes.
    [Theory]
    [InlineData(0, "1", "0")]
    [InlineData(100, "0", "1")]
    public async Task An_outdated_receipt_handle_changes_the_visibility_timeout(int seconds, string visible, string inFlight)
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var outdated = Assert.Single(await ReceiveAsync(url, visibilitySeconds: 0)).ReceiptHandle;
        await ReceiveAsync(url, visibilitySeconds: 30);

        await Sqs.ChangeMessageVisibilityAsync(url, outdated, seconds, Cancelled);

        Time.Advance(TimeSpan.FromSeconds(31));
        Assert.Equal((visible, inFlight, "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task A_deleted_message_can_not_be_hidden()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var handle = Assert.Single(await ReceiveAsync(url)).ReceiptHandle;
        await Sqs.DeleteMessageAsync(url, handle, Cancelled);

        Assert.Equal("InvalidParameterValue", (await Assert.ThrowsAnyAsync<AmazonSQSException>(
            () => Sqs.ChangeMessageVisibilityAsync(url, handle, 5, Cancelled))).ErrorCode);
    }

    [Fact]
    public async Task Batches_delete_and_hide_entry_by_entry()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageBatchAsync(url, [new("a", "a"), new("b", "b")], Cancelled);
        var received = await ReceiveAsync(url);

        var changed = await Sqs.ChangeMessageVisibilityBatchAsync(
            url, [new("good", received[0].ReceiptHandle) { VisibilityTimeout = 0 }, new("bad", "rubbish") { VisibilityTimeout = 0 }],
                Cancelled);
        var deleted = await Sqs.DeleteMessageBatchAsync(url, [new("good", received[1].ReceiptHandle), new("bad", "rubbish")], Cancelled);

        Assert.Equal(("good", "bad"), (Assert.Single(changed.Successful).Id, Assert.Single(changed.Failed).Id));
        Assert.Equal(("good", "bad"), (Assert.Single(deleted.Successful).Id, Assert.Single(deleted.Failed).Id));
        Assert.Equal(("1", "0", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task A_purged_queue_is_empty()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageBatchAsync(url, [new("a", "a"), new("b", "b") { DelaySeconds = 5 }, new("c", "c")], Cancelled);
        await Sqs.ReceiveMessageAsync(url, Cancelled);

        await Sqs.PurgeQueueAsync(url, Cancelled);

        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }
}

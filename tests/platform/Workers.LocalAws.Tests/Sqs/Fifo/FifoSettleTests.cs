namespace Workers.LocalAws.Tests.Sqs.Fifo;

public sealed class FifoSettleTests : FifoTest
{
    // Recorded answer.
    [Fact]
    public async Task A_receipt_handle_expires_with_the_visibility_timeout()
    {
        var url = await CreateByContentAsync("orders.fifo", ("VisibilityTimeout", "1"));
        await SendAsync(url, "hello", "group");
        var handle = Assert.Single(await ReceiveAsync(url)).ReceiptHandle;
        Time.Advance(TimeSpan.FromSeconds(1));

        var expired = ("InvalidParameterValue", $"Value {handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.");
        Assert.Equal(expired, await ErrorAsync(() => Sqs.DeleteMessageAsync(url, handle, Cancelled)));
        Assert.Equal(expired, await ErrorAsync(() => Sqs.ChangeMessageVisibilityAsync(url, handle, 5, Cancelled)));
        await ReceiveAsync(url);
        Assert.Equal(expired, await ErrorAsync(() => Sqs.DeleteMessageAsync(url, handle, Cancelled)));
    }

    // Recorded answer.
    [Fact]
    public async Task A_receipt_handle_is_valid_as_long_as_the_message_is_hidden()
    {
        var url = await CreateByContentAsync("orders.fifo", ("VisibilityTimeout", "1"));
        await SendAsync(url, "hello", "group");
        var handle = Assert.Single(await ReceiveAsync(url)).ReceiptHandle;
        await Sqs.ChangeMessageVisibilityAsync(url, handle, 5, Cancelled);
        Time.Advance(TimeSpan.FromSeconds(1.5));

        await Sqs.DeleteMessageAsync(url, handle, Cancelled);

        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
    }

    // Source: the API reference of DeleteMessage: a message that was deleted before is no error.
    [Fact]
    public async Task A_message_can_be_deleted_again()
    {
        var url = await CreateByContentAsync();
        await SendAsync(url, "hello", "group");
        var handle = Assert.Single(await ReceiveAsync(url)).ReceiptHandle;
        await Sqs.DeleteMessageAsync(url, handle, Cancelled);

        await Sqs.DeleteMessageAsync(url, handle, Cancelled);
    }

    [Fact]
    public async Task In_a_batch_only_the_entry_with_the_expired_handle_fails()
    {
        var url = await CreateByContentAsync();
        await SendAllAsync(url, "a-1", "b-1");
        var expired = (await ReceiveSomeAsync(url, 1, visibilitySeconds: 0))[0].ReceiptHandle;
        var valid = (await ReceiveSomeAsync(url, 1))[0].ReceiptHandle;

        var answer = await Sqs.DeleteMessageBatchAsync(url, [new("valid", valid), new("expired", expired)], Cancelled);

        Assert.Equal("valid", Assert.Single(answer.Successful).Id);
        Assert.Equal(("expired", "InvalidParameterValue"), (answer.Failed[0].Id, answer.Failed[0].Code));
    }
}

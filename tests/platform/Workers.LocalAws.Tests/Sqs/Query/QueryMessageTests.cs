using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs.Query;

/// <summary>Source: the examples of the SQS API reference, version 2012-11-05.</summary>
public sealed class QueryMessageTests : QueryTest
{
    [Theory]
    [InlineData("hello")]
    [InlineData(" <a href=\"x\">&amp;</a> \r\n\t")]
    [InlineData("häß 漢字 🎉 + % = ;")]
    public async Task A_body_comes_back_as_it_was_sent(string body)
    {
        var url = await CreateQueueAsync();

        var sent = await CallAsync("SendMessage", ("QueueUrl", url), ("MessageBody", body));

        var received = (await CallAsync("ReceiveMessage", ("QueueUrl", url))).Element("Message")!;
        Assert.Equal((Text(sent, "MessageId"), Text(sent, "MD5OfMessageBody")), (Text(received, "MessageId"), Text(received, "MD5OfBody")));
        Assert.Equal(body, Text(received, "Body"));
    }

    [Fact]
    public async Task Attributes_come_back_with_their_digest()
    {
        var url = await CreateQueueAsync();

        var sent = await CallAsync(
            "SendMessage",
            ("QueueUrl", url),
            ("MessageBody", "hello"),
            ("MessageAttribute.1.Name", "text"),
            ("MessageAttribute.1.Value.DataType", "String"),
            ("MessageAttribute.1.Value.StringValue", "ä"),
            ("MessageAttribute.2.Name", "bytes"),
            ("MessageAttribute.2.Value.DataType", "Binary"),
            ("MessageAttribute.2.Value.BinaryValue", "AP8="),
            ("MessageSystemAttribute.1.Name", "AWSTraceHeader"),
            ("MessageSystemAttribute.1.Value.DataType", "String"),
            ("MessageSystemAttribute.1.Value.StringValue", "Root=1-a-b"));

        Assert.NotEmpty(Text(sent, "MD5OfMessageSystemAttributes"));
        var received = (await CallAsync(
            "ReceiveMessage", ("QueueUrl", url), ("VisibilityTimeout", "0"), ("MessageAttributeName.1", "All"), ("AttributeName.1", "All")))
            .Element("Message")!;
        Assert.Equal(Text(sent, "MD5OfMessageAttributes"), Text(received, "MD5OfMessageAttributes"));
        Assert.Equal(
            [("text", "String", "ä"), ("bytes", "Binary", "AP8=")],
            received.Elements("MessageAttribute").Select(attribute => (
                Text(attribute, "Name"), Text(attribute.Element("Value")!, "DataType"), attribute.Element("Value")!.Elements().Last().Value)));
        Assert.Contains(
            ("AWSTraceHeader", "Root=1-a-b"),
            received.Elements("Attribute").Select(attribute => (Text(attribute, "Name"), Text(attribute, "Value"))));

        // The SDK checks the digests of both.
        Assert.Equal("ä", Assert.Single(await ReceiveAsync(url)).MessageAttributes["text"].StringValue);
    }

    [Fact]
    public async Task A_list_of_values_is_refused() => Assert.Equal(
        "AWS.SimpleQueueService.UnsupportedOperation",
        (await ErrorAsync(
            "SendMessage",
            ("QueueUrl", await CreateQueueAsync()),
            ("MessageBody", "hello"),
            ("MessageAttribute.1.Name", "list"),
            ("MessageAttribute.1.Value.DataType", "String"),
            ("MessageAttribute.1.Value.StringListValue.1", "a"))).Code);

    [Fact]
    public async Task Batches_are_sent_hidden_and_deleted_in_the_order_of_their_numbers()
    {
        var url = await CreateQueueAsync();
        (string, string)[] entries =
        [
            .. Enumerable.Range(1, 10).Reverse().SelectMany(number => new[]
            {
                ($"SendMessageBatchRequestEntry.{number}.Id", $"id-{number}"),
                ($"SendMessageBatchRequestEntry.{number}.MessageBody", number == 10 ? "\u0001" : $"{number}"),
                ($"SendMessageBatchRequestEntry.{number}.DelaySeconds", "0"),
            }),
        ];

        var sent = await CallAsync("SendMessageBatch", [("QueueUrl", url), .. entries]);

        Assert.Equal(
            Enumerable.Range(1, 9).Select(number => $"id-{number}"),
            sent.Elements("SendMessageBatchResultEntry").Select(entry => Text(entry, "Id")));
        var failed = Assert.Single(sent.Elements("BatchResultErrorEntry"));
        Assert.Equal(("id-10", "InvalidMessageContents", "true"), (Text(failed, "Id"), Text(failed, "Code"), Text(failed, "SenderFault")));

        var handles = (await CallAsync("ReceiveMessage", ("QueueUrl", url), ("MaxNumberOfMessages", "2")))
            .Elements("Message").Select(message => Text(message, "ReceiptHandle")).ToList();
        var hidden = await CallAsync(
            "ChangeMessageVisibilityBatch",
            ("QueueUrl", url),
            ("ChangeMessageVisibilityBatchRequestEntry.1.Id", "a"),
            ("ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle", handles[0]),
            ("ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout", "0"));
        var deleted = await CallAsync(
            "DeleteMessageBatch",
            ("QueueUrl", url),
            ("DeleteMessageBatchRequestEntry.1.Id", "b"),
            ("DeleteMessageBatchRequestEntry.1.ReceiptHandle", handles[1]));
        Assert.Equal("a", Text(hidden.Element("ChangeMessageVisibilityBatchResultEntry")!, "Id"));
        Assert.Equal("b", Text(deleted.Element("DeleteMessageBatchResultEntry")!, "Id"));
        Assert.Equal(("8", "0", "0"), await CountsAsync(url));
    }

    [Theory]
    [InlineData("DeleteMessageBatchRequestEntry")]
    [InlineData("Entries")]
    public async Task An_empty_batch_is_refused(string name) => Assert.Equal(
        "AWS.SimpleQueueService.EmptyBatchRequest",
        (await ErrorAsync("DeleteMessageBatch", ("QueueUrl", await CreateQueueAsync()), (name, ""))).Code);

    [Fact]
    public async Task A_message_is_deleted()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var handle = Text((await CallAsync("ReceiveMessage", ("QueueUrl", url))).Element("Message")!, "ReceiptHandle");
        await CallAsync("ChangeMessageVisibility", ("QueueUrl", url), ("ReceiptHandle", handle), ("VisibilityTimeout", "60"));

        await CallAsync("DeleteMessage", ("QueueUrl", url), ("ReceiptHandle", handle));

        Assert.Equal(("0", "0", "0"), await CountsAsync(url));
        Assert.Empty((await CallAsync("ReceiveMessage", ("QueueUrl", url))).Elements());
    }

    [Fact]
    public async Task A_FIFO_queue_answers_with_a_sequence_number()
    {
        var url = await CreateQueueAsync("orders.fifo", ("FifoQueue", "true"));

        var sent = await CallAsync(
            "SendMessage", ("QueueUrl", url), ("MessageBody", "x"), ("MessageGroupId", "g"), ("MessageDeduplicationId", "d"));

        Assert.Equal(20, Text(sent, "SequenceNumber").Length);
        Assert.Equal("MissingParameter", (await ErrorAsync("SendMessage", ("QueueUrl", url), ("MessageBody", "x"))).Code);
    }
}

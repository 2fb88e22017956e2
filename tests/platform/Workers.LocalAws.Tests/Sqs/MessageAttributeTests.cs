using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

/// <summary>The SDK checks the MD5 sums of all attributes that it sends and receives.</summary>
public sealed class MessageAttributeTests : LocalAwsTest
{
    [Fact]
    public async Task Attributes_arrive_with_the_message()
    {
        var url = await CreateQueueAsync();
        await Sqs.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = url,
                MessageBody = "hello",
                MessageAttributes = new()
                {
                    ["text"] = new() { DataType = "String", StringValue = "ä\"" },
                    ["number"] = new() { DataType = "Number.int", StringValue = "42" },
                    ["bytes"] = new() { DataType = "Binary", BinaryValue = new MemoryStream([0, 255]) },
                },
                MessageSystemAttributes = new() { ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-a-b" } },
            },
            Cancelled);

        var received = Assert.Single(await ReceiveAsync(url));

        Assert.Equal("ä\"", received.MessageAttributes["text"].StringValue);
        Assert.Equal("Number.int", received.MessageAttributes["number"].DataType);
        Assert.Equal([0, 255], received.MessageAttributes["bytes"].BinaryValue.ToArray());
        Assert.Equal("Root=1-a-b", received.Attributes["AWSTraceHeader"]);
    }

    // Recorded answer: letters beyond ASCII are accepted, although the documentation lists A-Z, a-z and 0-9 only.
    [Fact]
    public async Task An_attribute_name_may_have_letters_beyond_ASCII()
    {
        var url = await CreateQueueAsync("queue", ("MaximumMessageSize", "1024"));
        var request = new SendMessageRequest
        {
            QueueUrl = url,
            MessageBody = new string('x', 1024 - 12 - 6 - 1),
            MessageAttributes = new() { ["attr.1øßä"] = new() { DataType = "String", StringValue = "1" } },
        };
        await Sqs.SendMessageAsync(request, Cancelled);

        request.MessageBody += "x";

        Assert.Equal("1", Assert.Single(await ReceiveAsync(url)).MessageAttributes["attr.1øßä"].StringValue);
        await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(request, Cancelled));
    }

    [Theory]
    [InlineData(256, true)]
    [InlineData(257, false)]
    public async Task A_data_type_has_256_characters_at_most(int length, bool isAccepted)
    {
        var url = await CreateQueueAsync();

        var error = await Record.ExceptionAsync(() => Sqs.SendMessageAsync(
            new SendMessageRequest
            {
                QueueUrl = url,
                MessageBody = "hello",
                MessageAttributes = new() { ["a"] = new() { DataType = "String.".PadRight(length, 'x'), StringValue = "1" } },
            },
            Cancelled));

        Assert.Equal(isAccepted ? null : "InvalidParameterValue", (error as AmazonSQSException)?.ErrorCode);
    }

    // Recorded answer.
    [Fact]
    public async Task An_empty_attribute_is_refused_in_the_words_of_AWS()
    {
        var request = new SendMessageRequest
        {
            QueueUrl = await CreateQueueAsync(),
            MessageBody = "hello",
            MessageAttributes = new() { ["ErrorDetails"] = new() { DataType = "String", StringValue = "" } },
        };

        Assert.Equal(
            "Message (user) attribute 'ErrorDetails' must contain a non-empty value of type 'String'.",
            (await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(request, Cancelled))).Message);
    }

    [Theory]
    [InlineData("AWS.name", "String", "x")]
    [InlineData("na me", "String", "x")]
    [InlineData(".name", "String", "x")]
    [InlineData("name", "Text", "x")]
    [InlineData("name", "Number", "x")]
    [InlineData("name", "String", "")]
    [InlineData("name", "String", "a\u0008\u000b")] // Recorded answer.
    [InlineData("name", "Number", "NaN")]
    [InlineData("name", "Number", "-Infinity")]
    public async Task An_attribute_that_AWS_would_not_take_is_refused(string name, string type, string value)
    {
        var request = new SendMessageRequest
        {
            QueueUrl = await CreateQueueAsync(),
            MessageBody = "hello",
            MessageAttributes = new() { [name] = new() { DataType = type, StringValue = value } },
        };

        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(() => Sqs.SendMessageAsync(request, Cancelled));

        Assert.Equal("InvalidParameterValue", error.ErrorCode);
    }
}

using System.Text.Json;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs;

/// <summary>Source: the X-Ray developer guide, "Amazon SQS and AWS X-Ray", and a recorded answer.</summary>
public sealed class TraceHeaderTests : LocalAwsTest
{
    private const string Header = "Root=1-3152b799-8954dae64eda91bc9a23a7e8;Parent=7fa8c0f79203be72;Sampled=1";

    [Fact]
    public async Task The_trace_header_of_the_request_reaches_the_receiver()
    {
        var url = await CreateQueueAsync();

        var answer = await SendAsync("SendMessage", new { QueueUrl = url, MessageBody = "hello" });

        Assert.DoesNotContain("MD5OfMessageSystemAttributes", answer, StringComparison.Ordinal);
        Assert.Equal(Header, await ReceivedHeaderAsync(url));
    }

    [Fact]
    public async Task The_trace_header_of_a_batch_request_reaches_the_receiver()
    {
        var url = await CreateQueueAsync();

        await SendAsync("SendMessageBatch", new { QueueUrl = url, Entries = new[] { new { Id = "a", MessageBody = "hello" } } });

        Assert.Equal(Header, await ReceivedHeaderAsync(url));
    }

    [Fact]
    public async Task The_system_attribute_of_a_message_takes_precedence()
    {
        var url = await CreateQueueAsync();

        await SendAsync("SendMessage", new
        {
            QueueUrl = url,
            MessageBody = "hello",
            MessageSystemAttributes = new { AWSTraceHeader = new { DataType = "String", StringValue = "Root=1-a-b" } },
        });

        Assert.Equal("Root=1-a-b", await ReceivedHeaderAsync(url));
    }

    private async Task<string> SendAsync(string operation, object input)
    {
        var answer = await Http.SendAsync(
            HttpMethod.Post, "/", JsonSerializer.Serialize(input), ("X-Amz-Target", $"AmazonSQS.{operation}"), ("X-Amzn-Trace-Id", Header));
        Assert.Equal(System.Net.HttpStatusCode.OK, answer.Status);
        return answer.Body;
    }

    private async Task<string> ReceivedHeaderAsync(string url) => (await Sqs.ReceiveMessageAsync(
        new ReceiveMessageRequest(url) { MessageSystemAttributeNames = ["AWSTraceHeader"] }, Cancelled)).Messages[0].Attributes["AWSTraceHeader"];
}

using System.Net;

namespace Workers.LocalAws.Tests.Server;

public sealed class ProtocolTests : LocalAwsTest
{
    [Fact]
    public async Task An_error_of_SQS_has_the_shape_that_SDKs_read()
    {
        var answer = await Http.SendAsync("AmazonSQS.GetQueueUrl", """{"QueueName":"payment"}""");

        Assert.Equal("com.amazonaws.sqs#QueueDoesNotExist", answer.Error().Type);
        Assert.Equal("AWS.SimpleQueueService.NonExistentQueue;Sender", answer.Headers["x-amzn-query-error"]);
        Assert.Equal("application/x-amz-json-1.0", answer.ContentType);
        Assert.NotEmpty(answer.Headers["x-amzn-RequestId"]);
    }

    [Theory]
    [InlineData("AmazonSQS.SendMessage", "{")]
    [InlineData("AmazonSQS.SendMessage", "[]")]
    [InlineData("AmazonSQS.SendMessage", """{"QueueUrl":5}""")]
    [InlineData("AmazonSQS.CreateQueue", """{"QueueName":"q","Attributes":{"DelaySeconds":5}}""")]
    [InlineData("AmazonSQS.ReceiveMessage", """{"QueueUrl":"http://localhost/0/queue","MaxNumberOfMessages":"1"}""")]
    [InlineData("AmazonSQS.ReceiveMessage", """{"QueueUrl":"http://localhost/0/queue","MaxNumberOfMessages":1.5}""")]
    [InlineData("AmazonSQS.SendMessageBatch", """{"QueueUrl":"http://localhost/0/queue","Entries":[{"Id":"a","MessageBody":5}]}""")]
    [InlineData("AmazonSQS.GetQueueUrl", """{"QueueName":"\ud800"}""")]
    [InlineData("AWSEvents.PutEvents", """{"Entries":{}}""")]
    [InlineData("AWSEvents.PutEvents", """{"Entries":[5]}""")]
    [InlineData("AWSEvents.PutEvents", """{"Entries":[{"Time":"now"}]}""")]
    public async Task A_request_of_the_wrong_shape_is_a_serialization_error(string target, string body)
    {
        await CreateQueueAsync();

        Assert.Equal("SerializationException", (await Http.SendAsync(target, body)).Error().Type);
    }

    [Fact]
    public async Task A_request_that_nests_too_deeply_is_refused() =>
        Assert.Equal("SerializationException",
            (await Http.SendAsync("AmazonSQS.ListQueues", string.Concat(Enumerable.Repeat("{\"a\":", 1000)))).Error().Type);

    [Fact]
    public async Task A_request_that_is_too_long_is_refused() => Assert.Equal(
        HttpStatusCode.RequestEntityTooLarge,
            (await Http.SendAsync("AmazonSQS.ListQueues", new string(' ', (8 * 1024 * 1024) + 1))).Status);

    [Theory]
    [InlineData("AmazonSQS.Unknown")]
    [InlineData("AWSEvents.CreateConnection")]
    [InlineData("DynamoDB_20120810.ListTables")]
    [InlineData("rubbish")]
    public async Task An_unknown_operation_is_said_to_be_unknown(string target) =>
        Assert.EndsWith("UnknownOperationException", (await Http.SendAsync(target, "{}")).Error().Type, StringComparison.Ordinal);

    [Fact]
    public async Task A_request_may_be_sent_to_the_path_of_its_queue()
    {
        var url = await CreateQueueAsync();

        var answer = await Http.SendAsync("AmazonSQS.SendMessage", """{"MessageBody":"hello"}""", new Uri(url).AbsolutePath);

        Assert.Equal(HttpStatusCode.OK, answer.Status);
        Assert.Single(await ReceiveAsync(url));
    }
}

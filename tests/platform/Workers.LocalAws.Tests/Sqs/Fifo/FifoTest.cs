using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.Sqs.Fifo;

/// <summary>A server with FIFO queues.</summary>
public abstract class FifoTest : LocalAwsTest
{
    protected Task<string> CreateFifoAsync(string name = "orders.fifo", params (string Name, string Value)[] attributes) =>
        CreateQueueAsync(name, [("FifoQueue", "true"), .. attributes]);

    /// <summary>Creates a queue whose messages are identified by their bodies.</summary>
    protected Task<string> CreateByContentAsync(string name = "orders.fifo", params (string Name, string Value)[] attributes) =>
        CreateFifoAsync(name, [("ContentBasedDeduplication", "true"), .. attributes]);

    protected Task<SendMessageResponse> SendAsync(string url, string body, string? group, string? deduplicationId = null) =>
        Sqs.SendMessageAsync(
            new SendMessageRequest(url, body) { MessageGroupId = group, MessageDeduplicationId = deduplicationId }, Cancelled);

    /// <summary>Sends messages whose group is the first part of the body, before a hyphen.</summary>
    protected async Task SendAllAsync(string url, params string[] bodies)
    {
        foreach (var body in bodies)
            await SendAsync(url, body, body.Split('-')[0]);
    }

    protected async Task<string> BodiesAsync(string url, int maximum = 10, int? visibilitySeconds = null) => string.Join(
        ' ', (await ReceiveSomeAsync(url, maximum, visibilitySeconds)).Select(message => message.Body));

    protected async Task<List<Message>> ReceiveSomeAsync(string url, int maximum, int? visibilitySeconds = null) =>
        (await Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest(url) { MaxNumberOfMessages = maximum, VisibilityTimeout = visibilitySeconds }, Cancelled)).Messages ?? [];

    protected static async Task<(string Code, string Message)> ErrorAsync(Func<Task> call)
    {
        var error = await Assert.ThrowsAnyAsync<AmazonSQSException>(call);
        return (error.ErrorCode, error.Message);
    }
}

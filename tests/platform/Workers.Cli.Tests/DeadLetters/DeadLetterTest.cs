using System.Globalization;
using Amazon.SQS;
using Amazon.SQS.Model;
using Workers.Hosting.Provisioning;
using Workers.Hosting.Subscriptions;
using Workers.LocalAws;

namespace Workers.Cli.Tests.DeadLetters;

/// <summary>LocalAws with the queues of one worker, "payment".</summary>
public abstract class DeadLetterTest : IAsyncLifetime
{
    private static readonly Subscription Payment = new()
    {
        Queue = "payment",
        Pattern = System.Text.Json.JsonElement.Parse("""{ "source": ["store.orders"] }"""),
        MaxFailures = 1,
        RedriveHeadroom = 1,
    };

    private Provisioner _provisioner = null!;

    private protected LocalAwsServer Server { get; private set; } = null!;

    private protected IAmazonSQS Sqs => _provisioner.Sqs;

    private protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public virtual async ValueTask InitializeAsync()
    {
        Server = await LocalAwsServer.StartAsync();
        _provisioner = new Provisioner(Server.Endpoint);
        await _provisioner.ProvisionAsync("store", [Payment], Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        _provisioner.Dispose();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Runs <c>dead-letters</c> on LocalAws.</summary>
    private protected Task<CommandRun> RunAsync(params string[] arguments) =>
        CommandRun.OfAsync(["dead-letters", .. arguments, "--endpoint", Server.Endpoint.ToString()]);

    /// <inheritdoc cref="RunAsync"/>
    private protected Task<CommandRun> SucceedAsync(params string[] arguments) =>
        CommandRun.SucceedAsync(["dead-letters", .. arguments, "--endpoint", Server.Endpoint.ToString()]);

    /// <summary>Sends messages as the worker dead-letters them, for the orders from 0.</summary>
    private protected async Task SendAsync(
        int count, string reason = "max-failures", string queue = "payment-dlq", int first = 0, params (string Name, string Value)[] more)
    {
        var url = await UrlAsync(queue);
        foreach (var orders in Enumerable.Range(first, count).Chunk(10))
        {
            var answer = await Sqs.SendMessageBatchAsync(url, [.. orders.Select(order => Entry(order, reason, more))], Cancelled);
            Assert.Empty(answer.Failed ?? []);
        }
    }

    private protected async Task<string> UrlAsync(string queue) => (await Sqs.GetQueueUrlAsync(queue, Cancelled)).QueueUrl;

    /// <summary>The numbers of visible and of hidden messages.</summary>
    private protected async Task<(int Visible, int Hidden)> CountsAsync(string queue)
    {
        var attributes = await Sqs.GetQueueAttributesAsync(await UrlAsync(queue), ["All"], Cancelled);
        return (attributes.ApproximateNumberOfMessages, attributes.ApproximateNumberOfMessagesNotVisible);
    }

    /// <summary>Takes all visible messages.</summary>
    private protected async Task<IReadOnlyList<Message>> TakeAllAsync(string queue)
    {
        var url = await UrlAsync(queue);
        List<Message> all = [];
        while (true)
        {
            var answer = await Sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(url) { MaxNumberOfMessages = 10, MessageAttributeNames = ["All"], MessageSystemAttributeNames = ["All"] }, Cancelled);
            if (answer.Messages is not { Count: > 0 } messages)
                return all;
            all.AddRange(messages);
        }
    }

    /// <summary>The order in a message of <see cref="SendAsync"/>.</summary>
    private protected static int OrderOf(Message message) => int.Parse(
        (string)System.Text.Json.Nodes.JsonNode.Parse(message.Body)!["detail"]!["data"]!["orderId"]!, CultureInfo.InvariantCulture);

    private protected static string Body(int order) =>
        $$$"""{"id":"e{{{order}}}","detail-type":"OrderCreated","source":"store.orders","detail":{"metadata":{"eventId":"event-{{{order}}}"},"data":{"orderId":"{{{order}}}","email":"ada@example.com"} } }""";

    private static SendMessageBatchRequestEntry Entry(int order, string reason, (string Name, string Value)[] more) => new($"{order}", Body(order))
    {
        MessageAttributes = new (string Name, string Value)[]
        {
            ("DeadLetterReason", reason), ("ExceptionType", "System.TimeoutException"), ("ExceptionMessage", $"Order {order} timed out."), ("WorkerVersion", "1.2.0"),
        }.Concat(more).ToDictionary(one => one.Name, one => new MessageAttributeValue { DataType = "String", StringValue = one.Value }),
        MessageSystemAttributes = new()
        {
            ["AWSTraceHeader"] = new() { DataType = "String", StringValue = $"Root=1-5759e988-bd862e3fe1be46a9942{order:00000}" },
        },
    };
}

using System.Collections.Concurrent;
using Amazon.SQS.Model;
using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving.Fifo;

/// <summary>A worker on the FIFO queue "orders.fifo", with a dead-letter queue behind it. The note of an order is its group.</summary>
public abstract class FifoTest : TransportTest
{
    protected const string Queue = "orders.fifo";
    protected const string DeadLetters = "orders-dlq.fifo";

    private readonly ConcurrentQueue<(string Group, string Order)> _done = new();

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Dictionary<string, string> fifo = new() { ["FifoQueue"] = "true" };
        var deadLetters = await Bus.Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = DeadLetters, Attributes = fifo }, Cancelled);
        var arn = (await Bus.Sqs.GetQueueAttributesAsync(deadLetters.QueueUrl, ["QueueArn"], Cancelled)).QueueARN;
        fifo["RedrivePolicy"] = $$"""{"deadLetterTargetArn":"{{arn}}","maxReceiveCount":"{{MaxFailures + Headroom}}"}""";
        await Bus.Sqs.CreateQueueAsync(new CreateQueueRequest { QueueName = Queue, Attributes = fifo }, Cancelled);
    }

    /// <summary>The orders of a group whose consumer succeeded, in that order.</summary>
    protected IReadOnlyList<string> Done(string group) => [.. _done.Where(one => one.Group == group).Select(one => one.Order)];

    protected int DoneCount => _done.Count;

    protected void MarkDone(ConsumeContext<OrderPlaced> context) => _done.Enqueue((context.Message.Note!, context.Message.OrderId));

    protected Task<WorkerHost> StartFifoAsync(Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null, WorkerSetup? setup = null) =>
        StartConsumerAsync(endpoint, (setup ?? new WorkerSetup()) with { Queue = Queue });

    /// <summary>Sends orders with the numbers 0, 1, … of a group.</summary>
    protected async Task SendOrdersAsync(string group, int count)
    {
        var url = await Bus.UrlAsync(Queue);
        foreach (var numbers in Enumerable.Range(0, count).Chunk(10))
        {
            var sent = await Bus.Sqs.SendMessageBatchAsync(
                url, [.. numbers.Select(number => Entry(group, $"{number}", Body(group, $"{number}")))], Cancelled);
            Assert.Empty(sent.Failed ?? []);
        }
    }

    protected async Task SendBodyAsync(string group, string body) => await Bus.Sqs.SendMessageAsync(
        new SendMessageRequest(await Bus.UrlAsync(Queue), body) { MessageGroupId = group, MessageDeduplicationId = Guid.NewGuid().ToString() }, Cancelled);

    protected Task UntilEmptyAsync(TimeSpan? step = null) => Time.AdvanceUntilAsync(
        step ?? TimeSpan.FromSeconds(1), async () => await Bus.CountAsync(Queue) == (0, 0));

    protected static string Body(string group, string order) =>
        $$$"""{"id":"{{{group}}}-{{{order}}}","source":"shop.orders","detail-type":"OrderPlaced","detail":{"orderId":"{{{order}}}","note":"{{{group}}}"}}""";

    private static SendMessageBatchRequestEntry Entry(string group, string order, string body) => new($"n{order}", body)
    {
        MessageGroupId = group,
        MessageDeduplicationId = $"{group}-{order}",
    };
}

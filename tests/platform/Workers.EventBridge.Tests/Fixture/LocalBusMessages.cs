using System.Text;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using Workers.EventBridge.Aws;

namespace Workers.EventBridge.Tests.Fixture;

/// <summary>What others do on the bus: AWS services, other teams, operators.</summary>
public static class LocalBusMessages
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Puts an event as somebody else would, without our metadata.</summary>
    public static async Task PutAsync(
        this LocalBus bus, string detailType, string detail, string source = "shop.orders", string? traceHeader = null)
    {
        var answer = await bus.EventBridge.PutEventsAsync(
            new PutEventsRequest
            {
                Entries = [new() { EventBusName = LocalBus.Bus, Source = source, DetailType = detailType, Detail = Encoding.UTF8.GetBytes(detail), TraceHeader = traceHeader }],
            },
            Cancelled);
        Assert.Null(Assert.Single(answer.Entries).ErrorCode);
    }

    /// <summary>Puts orders, ten a call.</summary>
    public static async Task PutOrdersAsync(this LocalBus bus, int count)
    {
        foreach (var numbers in Enumerable.Range(0, count).Chunk(10))
        {
            await bus.EventBridge.PutEventsAsync(
                new PutEventsRequest
                {
                    Entries = [.. numbers.Select(number => new PutEventsEntry
                    {
                        EventBusName = LocalBus.Bus,
                        Source = "shop.orders",
                        DetailType = "OrderPlaced",
                        Detail = Encoding.UTF8.GetBytes($$"""{"orderId":"{{number}}"}"""),
                    })],
                },
                Cancelled);
        }
    }

    /// <summary>Puts any text into the queue, past the bus.</summary>
    public static async Task SendAsync(this LocalBus bus, string body, string queue = LocalBus.Queue) =>
        await bus.Sqs.SendMessageAsync(await bus.UrlAsync(queue), body, Cancelled);

    /// <summary>Takes out what is visible now, with all attributes.</summary>
    public static async Task<List<Message>> ReceiveAsync(this LocalBus bus, string queue) =>
        (await bus.Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest(await bus.UrlAsync(queue))
            {
                MaxNumberOfMessages = 10,
                MessageSystemAttributeNames = ["All"],
                MessageAttributeNames = ["All"],
            },
            Cancelled)).Messages ?? [];

    /// <summary>Waits for one message, and takes it out.</summary>
    public static async Task<Message> ReceiveOneAsync(this LocalBus bus, string queue)
    {
        List<Message> messages = [];
        await Eventually.UntilAsync(async () => (messages = await bus.ReceiveAsync(queue)).Count > 0);
        return Assert.Single(messages);
    }

    /// <summary>Waits for the one event that was published, and shows it as it was on the wire.</summary>
    public static async Task<JsonObject> TapAsync(this LocalBus bus) => JsonNode.Parse((await bus.ReceiveOneAsync("tap")).Body)!.AsObject();

    /// <summary>Messages of the queue: visible, in flight.</summary>
    public static async Task<(int Visible, int InFlight)> CountAsync(this LocalBus bus, string queue = LocalBus.Queue)
    {
        var attributes = await bus.Sqs.GetQueueAttributesAsync(
            await bus.UrlAsync(queue), ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"], Cancelled);
        return (attributes.ApproximateNumberOfMessages, attributes.ApproximateNumberOfMessagesNotVisible);
    }

    public static Task UntilCountAsync(this LocalBus bus, int visible, int inFlight, string queue = LocalBus.Queue) =>
        Eventually.UntilAsync(async () => await bus.CountAsync(queue) == (visible, inFlight));

    public static Task UntilEmptyAsync(this LocalBus bus) => bus.UntilCountAsync(visible: 0, inFlight: 0);
}

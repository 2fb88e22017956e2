using System.Text.Json.Nodes;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.DeadLetters;

/// <summary>A queue "queue" with the dead-letter queue "dead", which takes a message that was received once.</summary>
public abstract class DeadLetterPairTest : LocalAwsTest
{
    protected const string Pages = "/_localaws/dead-letters";

    /// <summary>The URLs of the two.</summary>
    protected async Task<(string Url, string DeadLetterUrl)> CreatePairAsync(string source = "queue")
    {
        var dead = await CreateQueueAsync("dead");
        return (await CreateQueueAsync(
            source, ("RedrivePolicy", $$"""{"deadLetterTargetArn":"{{Arn("dead")}}","maxReceiveCount":1}""")), dead);
    }

    /// <summary>Sends a message as a worker dead-letters it.</summary>
    protected async Task<string> SendDeadLetterAsync(
        string deadLetterUrl,
        string message = "Order 17 is unknown.",
        string reason = "max-failures",
        string type = "System.TimeoutException",
        string detailType = "OrderCreated",
        params (string Name, string Value)[] more)
    {
        (string Name, string Value)[] attributes =
            [("DeadLetterReason", reason), ("ExceptionType", type), ("ExceptionMessage", message), .. more];
        return (await Sqs.SendMessageAsync(
            new SendMessageRequest(deadLetterUrl, Event(detailType))
            {
                MessageAttributes = attributes.ToDictionary(
                    attribute => attribute.Name,
                    attribute => new MessageAttributeValue { DataType = "String", StringValue = attribute.Value }),
                MessageSystemAttributes = new()
                {
                    ["AWSTraceHeader"] = new() { DataType = "String", StringValue = "Root=1-5759e988-bd862e3fe1be46a994272793" },
                },
            },
            Cancelled)).MessageId;
    }

    protected static string Event(string detailType = "OrderCreated") =>
        $$$"""{"id":"1","detail-type":"{{{detailType}}}","source":"store.orders","detail":{"metadata":{"eventId":"e1"}} }""";

    /// <summary>What is shown of the queue "dead".</summary>
    protected async Task<JsonNode> ShownAsync() =>
        JsonNode.Parse((await Http.GetAsync(Pages)).Body)!["queues"]!.AsArray().Single(queue => Text(queue, "queue") == "dead")!;

    /// <summary>The groups of the queue "dead".</summary>
    protected async Task<JsonArray> GroupsAsync() => (await ShownAsync())["groups"]!.AsArray();

    protected static string? Text(JsonNode? node, string name) => node![name]?.GetValue<string>();
}

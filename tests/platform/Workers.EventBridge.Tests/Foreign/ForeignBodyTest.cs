using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using MassTransit;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Foreign;

/// <summary>Bodies of a queue that are no EventBridge events.</summary>
public abstract class ForeignBodyTest : TransportTest
{
    protected const string Order = """{"orderId":"o1","quantity":3}""";

    protected static string Sns(string message) => new JsonObject
    {
        ["Type"] = "Notification",
        ["MessageId"] = "165545c9-2a5c-472c-8df2-7ff2be2b3b1b",
        ["TopicArn"] = "arn:aws:sns:eu-west-1:123456789012:orders",
        ["Subject"] = null,
        ["Message"] = message,
        ["Timestamp"] = "2026-01-02T03:04:05.678Z",
        ["SignatureVersion"] = "1",
        ["Signature"] = "c2lnbmF0dXJl",
    }.ToJsonString();

    protected static string CloudEvent(string type, string id = "b02f156b-0f02-48cf-ae54-4fbbe05cffba", string data = Order, string extensions = "") =>
        $$$"""{"id":"{{{id}}}","source":"/aws/messaging","specversion":"1.0","type":"{{{type}}}","time":"2026-01-01T10:00:00.5+00:00","datacontenttype":"application/json","data":{{{data}}}{{{extensions}}}}""";

    /// <summary>Sends the body, and returns the order that the consumer got.</summary>
    protected async Task<ConsumeContext<OrderPlaced>> ConsumeAsync(string body, Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null)
    {
        await StartConsumerAsync(endpoint);
        await Bus.SendAsync(body);
        return await Orders.OneAsync();
    }

    /// <summary>Sends the body, and returns its dead letter.</summary>
    protected async Task<(string Reason, string Message)> DeadLetterAsync(string body, Action<IEventBridgeReceiveEndpointConfigurator>? endpoint = null)
    {
        await StartConsumerAsync(endpoint);
        await Bus.SendAsync(body);
        var dead = await Bus.ReceiveOneAsync("orders-dlq");
        return (Text(dead, "DeadLetterReason"), Text(dead, "ExceptionMessage"));
    }

    private static string Text(Message message, string attribute) => message.MessageAttributes[attribute].StringValue;
}

using System.Text.Json.Nodes;
using Amazon.SQS.Model;

namespace Workers.LocalAws.Tests.EventBridge;

/// <summary>A bus "store", a rule "orders" on it for the source "store.orders", and a queue that it goes to.</summary>
public abstract class EventBridgeTest : LocalAwsTest
{
    protected const string Pattern = """{"source":["store.orders"]}""";

    protected async Task<string> CreateRouteAsync(string rule = "orders", string queue = "payment", string pattern = Pattern)
    {
        if ((await Http.SendAsync("AWSEvents.CreateEventBus", """{"Name":"store"}""")).Status != System.Net.HttpStatusCode.OK)
            Assert.NotEqual("payment", queue);
        await Http.EventsAsync("PutRule", new { Name = rule, EventBusName = "store", EventPattern = pattern });
        await PutTargetAsync(new { Id = "target", Arn = Arn(queue) }, rule);
        return await CreateQueueAsync(queue);
    }

    protected Task<JsonObject> PutTargetAsync(object target, string rule = "orders") =>
        Http.EventsAsync("PutTargets", new { Rule = rule, EventBusName = "store", Targets = new[] { target } });

    protected Task<JsonObject> PutEventAsync(string detail = """{"n":1}""", string source = "store.orders", string? bus = "store") =>
        Http.EventsAsync("PutEvents", new { Entries = new[] { Entry(detail, source, bus) } });

    protected static object Entry(string? detail = "{}", string source = "store.orders", string? bus = "store") =>
        new { Source = source, DetailType = "OrderCreated", Detail = detail, EventBusName = bus };

    protected async Task<Message> ReceiveOneAsync(string url) => Assert.Single(await ReceiveAsync(url));
}

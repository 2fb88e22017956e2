using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Workers.EventBridge.Tests.Contracts;
using Workers.EventBridge.Tests.Fixture;

namespace Workers.EventBridge.Tests.Receiving;

/// <summary>AWS's own log of calls tells the workers apart by the application id that each call carries.</summary>
public sealed class CallerTests : TransportTest
{
    [Theory]
    [InlineData("sqs:ReceiveMessage", LocalBus.Queue)]
    [InlineData("sqs:DeleteMessageBatch", LocalBus.Queue)]
    [InlineData("events:PutEvents", LocalBus.Bus)]
    public async Task A_call_tells_its_producer(string operation, string resource)
    {
        var worker = await StartConsumerAsync();
        await worker.Bus.Publish(new OrderPlaced { OrderId = "o1" }, Cancelled);
        await Bus.UntilEmptyAsync();

        using var http = new HttpClient { BaseAddress = Bus.Server.Endpoint };
        var calls = (await http.GetFromJsonAsync<JsonObject>("/_localaws/callers", Cancelled))!["calls"]!.AsArray();

        Assert.Contains(calls, call =>
            ((string)call!["caller"]!, (string)call["operation"]!, (string)call["resource"]!) == ("tests", operation, resource));
    }
}

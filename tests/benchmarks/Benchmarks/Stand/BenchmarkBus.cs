using System.Text.Json.Nodes;

namespace Benchmarks.Stand;

/// <summary>A bus of its own for each run, with a rule that copies every order into a queue.</summary>
internal sealed class BenchmarkBus(BenchmarkQueue queue, string name) : IAsyncDisposable
{
    private const string Rule = "orders";

    public BenchmarkQueue Queue => queue;

    public string BusName => name;

    public static async Task<BenchmarkBus> CreateAsync(BenchmarkAws aws, CancellationToken cancellationToken)
    {
        var queue = await BenchmarkQueue.CreateAsync(aws, cancellationToken);
        var name = queue.Address.Name;
        var arn = (await aws.Sqs.GetQueueAttributesAsync(queue.Address.Url, ["QueueArn"], cancellationToken)).QueueARN;
        await aws.EventBridge.CallAsync("CreateEventBus", new JsonObject { ["Name"] = name }, cancellationToken);
        await aws.EventBridge.CallAsync(
            "PutRule",
            new JsonObject { ["EventBusName"] = name, ["Name"] = Rule, ["EventPattern"] = """{"source":["benchmark.orders"]}""" },
            cancellationToken);
        await aws.EventBridge.CallAsync(
            "PutTargets",
            new JsonObject
            {
                ["EventBusName"] = name,
                ["Rule"] = Rule,
                ["Targets"] = new JsonArray(new JsonObject { ["Id"] = "queue", ["Arn"] = arn }),
            },
            cancellationToken);
        return new BenchmarkBus(queue, name);
    }

    public ValueTask DisposeAsync() => queue.DisposeAsync();
}

using Amazon.SQS.Model;
using Workers.Hosting.Provisioning;

namespace Workers.Cli.Tests.Moto;

/// <summary>What operates LocalAws operates an emulator that somebody else wrote.</summary>
public sealed class MotoOperationsTests(MotoServer moto) : IClassFixture<MotoServer>, IAsyncLifetime
{
    private readonly Provisioner _provisioner = new(moto.Endpoint ?? new Uri("http://127.0.0.1:1"));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        if (moto.Endpoint is null)
            return;

        using var http = new HttpClient { BaseAddress = moto.Endpoint };
        (await http.PostAsync("moto-api/reset", content: null, Cancelled)).EnsureSuccessStatusCode();
        await RunAsync("provision", "--services", RepositoryFiles.Services);
    }

    [Fact]
    public async Task A_provisioned_system_has_no_errors()
    {
        Assert.SkipWhen(moto.Endpoint is null, moto.Missing);

        var run = await RunAsync("doctor", "--services", RepositoryFiles.Services);

        Assert.Contains(" 0 errors", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Dead_letters_are_grouped_exported_and_redriven()
    {
        Assert.SkipWhen(moto.Endpoint is null, moto.Missing);
        var dead = (await _provisioner.Sqs.GetQueueUrlAsync("payment-dlq", Cancelled)).QueueUrl;
        for (var order = 0; order < 25; order++)
        {
            var reason = new MessageAttributeValue { DataType = "String", StringValue = order < 10 ? "contract" : "max-failures" };
            await _provisioner.Sqs.SendMessageAsync(
                new SendMessageRequest(dead, $$"""{"detail":{"data":{"orderId":"{{order}}"} } }""") { MessageAttributes = new() { ["DeadLetterReason"] = reason } }, Cancelled);
        }

        var groups = (await RunAsync("dead-letters", "list", "payment", "--json")).Json["queues"]![0]!["groups"]!.AsArray();
        var exported = (await RunAsync("dead-letters", "export", "payment")).Output.TrimEnd('\n').Split('\n').Length;
        await RunAsync("dead-letters", "redrive", "payment", "--where", "attributes.DeadLetterReason = contract", "--yes");

        Assert.Equal([("max-failures", 15), ("contract", 10)], groups.Select(group => ((string)group!["reason"]!, (int)group["count"]!)));
        Assert.Equal((25, 10, 15), (exported, await DepthAsync("payment"), await DepthAsync("payment-dlq")));
    }

    public ValueTask DisposeAsync()
    {
        _provisioner.Dispose();
        return ValueTask.CompletedTask;
    }

    private Task<CommandRun> RunAsync(params string[] arguments) => CommandRun.SucceedAsync([.. arguments, "--endpoint", moto.Endpoint!.ToString()]);

    private async Task<int> DepthAsync(string queue)
    {
        var attributes = await _provisioner.Sqs.GetQueueAttributesAsync((await _provisioner.Sqs.GetQueueUrlAsync(queue, Cancelled)).QueueUrl, ["All"], Cancelled);
        return attributes.ApproximateNumberOfMessages;
    }
}

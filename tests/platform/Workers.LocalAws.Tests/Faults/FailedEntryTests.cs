using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using Workers.LocalAws.Faults;
using Workers.LocalAws.Tests.EventBridge;

namespace Workers.LocalAws.Tests.Faults;

public sealed class FailedEntryTests : EventBridgeTest
{
    [Fact]
    public async Task An_entry_of_PutEvents_fails_alone_and_is_not_delivered()
    {
        var url = await CreateRouteAsync();
        Server.Faults = new FaultSettings { FailedEntries = 0.5, Seed = 3 };

        var answer = await Http.EventsAsync("PutEvents", new { Entries = Enumerable.Repeat(Entry(), 10) });

        var codes = answer["Entries"]!.AsArray().Select(entry => entry!["ErrorCode"]?.GetValue<string>()).ToList();
        Assert.Equal(["InternalFailure", "ThrottlingException"], codes.OfType<string>().Distinct().Order(StringComparer.Ordinal));
        Assert.Equal(codes.OfType<string>().Count(), answer["FailedEntryCount"]!.GetValue<int>());
        Assert.Equal(codes.Count(code => code is null), (await ReceiveAsync(url)).Count);
    }

    [Fact]
    public async Task An_entry_of_SendMessageBatch_fails_alone_and_is_not_sent()
    {
        var url = await CreateQueueAsync();
        Server.Faults = new FaultSettings { FailedEntries = 0.5, Seed = 3 };

        var answer = await Sqs.SendMessageBatchAsync(
            url, [.. Enumerable.Range(0, 10).Select(number => new SendMessageBatchRequestEntry($"{number}", $"{number}"))], Cancelled);

        Assert.Equal(10, answer.Successful.Count + answer.Failed.Count);
        Assert.Equal(Server.InjectedFaults["failedEntries"], answer.Failed.Count);
        Assert.Equal(
            [("InternalError", false), ("RequestThrottled", true)],
            answer.Failed.Select(failed => (failed.Code, failed.SenderFault == true)).Distinct().Order());
        Assert.Equal(
            answer.Successful.Select(sent => sent.Id), (await ReceiveAsync(url)).Select(message => message.Body));
    }

    [Fact]
    public async Task An_entry_of_DeleteMessageBatch_that_fails_is_not_deleted()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var handle = Assert.Single(await ReceiveAsync(url)).ReceiptHandle;
        Server.Faults = new FaultSettings { FailedEntries = 1 };

        var answer = await Sqs.DeleteMessageBatchAsync(url, [new("a", handle)], Cancelled);

        Assert.Contains(Assert.Single(answer.Failed).Code, new[] { "InternalError", "RequestThrottled" });
        Assert.Equal(("0", "1", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task An_entry_of_ChangeMessageVisibilityBatch_that_fails_changes_nothing()
    {
        var url = await CreateQueueAsync();
        await SendAsync(url);
        var handle = Assert.Single(await ReceiveAsync(url)).ReceiptHandle;
        Server.Faults = new FaultSettings { FailedEntries = 1 };

        var answer = await Sqs.ChangeMessageVisibilityBatchAsync(url, [new("a", handle) { VisibilityTimeout = 0 }], Cancelled);

        Assert.Contains(Assert.Single(answer.Failed).Code, new[] { "InternalError", "RequestThrottled" });
        Assert.Equal(("0", "1", "0"), await CountsAsync(url));
    }

    [Fact]
    public async Task Entries_of_operations_that_are_not_named_succeed()
    {
        var url = await CreateQueueAsync();
        Server.Faults = new FaultSettings { FailedEntries = 1, Operations = ["events:PutEvents"] };

        var answer = await Sqs.SendMessageBatchAsync(url, [new("a", "a")], Cancelled);

        Assert.Single(answer.Successful);
    }
}

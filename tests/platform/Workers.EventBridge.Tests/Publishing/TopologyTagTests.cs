using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using Microsoft.Extensions.DependencyInjection;
using Workers.EventBridge.Configuration;
using Workers.EventBridge.Publishing;
using Workers.EventBridge.Tests.Fixture;
using Workers.LocalAws.Faults;

namespace Workers.EventBridge.Tests.Publishing;

/// <summary>
/// An emulator that starts anew has nothing in it, and takes events all the same: the publisher asks for the tag that the provisioner
/// writes when everything is there.
/// </summary>
public sealed class TopologyTagTests : TransportTest
{
    private readonly HttpFaults _calls = new();

    [Fact]
    public async Task Nothing_is_put_on_a_bus_without_the_tag_and_the_error_says_what_to_do()
    {
        var worker = await StartAsync(Requiring());

        var error = await Assert.ThrowsAsync<EventPublishException>(() => worker.Publisher.PublishAsync(Events.Order("o1"), Cancelled));

        Assert.Equal(("TopologyNotFound", true), (error.Code, error.IsTransient));
        Assert.Contains("Event bus 'shop' has no tag workers:topology", error.Message, StringComparison.Ordinal);
        Assert.Contains("Run provision", error.Message, StringComparison.Ordinal);
        Assert.Contains("RequireTopologyTag", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, Bus.Calls("events:PutEvents"));
    }

    [Fact]
    public async Task Its_status_says_so_whenever_the_tag_is_missing()
    {
        var worker = await StartAsync(Requiring());
        var status = worker.Services.GetRequiredService<IEventBusStatus>();

        var before = await status.FindProblemAsync(Cancelled);
        await TagAsync("1");
        var there = await status.FindProblemAsync(Cancelled);
        await RestartAsync();
        var gone = await status.FindProblemAsync(Cancelled);

        Assert.StartsWith("Event bus 'shop' has no tag workers:topology", before, StringComparison.Ordinal);
        Assert.Null(there);
        Assert.StartsWith("Event bus 'shop' has no tag workers:topology", gone, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Events_put_on_an_emulator_that_started_anew_unnoticed_are_sent_again_when_it_is_provisioned()
    {
        await TagAsync("1");
        var worker = await StartAsync(Requiring());
        await worker.Publisher.PublishAsync(Events.Order("before"), Cancelled).InTimeAsync();
        await RestartAsync();

        // The emulator takes it, and no rule does.
        var lost = await Assert.ThrowsAsync<EventPublishException>(() => PublishAsync(worker, "1"));
        await ProvisionAsync("2");
        await PublishAsync(worker, "2");

        Assert.True(lost.IsTransient);
        Assert.Equal(["2"], await TakeAsync());
    }

    [Fact]
    public async Task Events_put_between_the_start_and_the_provisioning_are_sent_again()
    {
        await TagAsync("1");
        var worker = await StartAsync(Requiring());
        await worker.Publisher.PublishAsync(Events.Order("before"), Cancelled).InTimeAsync();
        var isFirst = true;
        _calls.OnCall = async operation =>
        {
            // The emulator starts anew before the call, and is whole again right after it.
            if (operation == "PutEvents" && isFirst)
                await RestartAsync();
            else if (operation == "ListTagsForResource" && isFirst)
            {
                isFirst = false;
                await ProvisionAsync("2");
            }

            return null;
        };

        await PublishAsync(worker, "o1");

        Assert.Equal(["o1"], await TakeAsync());
        Assert.Equal(3, Bus.Calls("events:PutEvents"));
    }

    [Fact]
    public async Task An_event_whose_topology_cannot_be_asked_for_is_sent_again()
    {
        await TagAsync("1");
        var worker = await StartAsync(Requiring());
        await worker.Publisher.PublishAsync(Events.Order("before"), Cancelled).InTimeAsync();
        Bus.Server.Faults = Failing.Calls("serverError", share: 1, "events:ListTagsForResource");
        var published = worker.Publisher.PublishAsync(Events.Order("1"), Cancelled);
        await Eventually.UntilAsync(() => Bus.Server.InjectedFaults["serverError"] > 0);

        Bus.Server.Faults = FaultSettings.None;
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => published.IsCompleted);

        await published;
        Assert.True(Bus.Calls("events:PutEvents") > 2);
    }

    [Fact]
    public async Task Calls_at_the_same_time_share_the_question()
    {
        var answer = new TaskCompletionSource();
        var asked = 0;
        var tag = new TopologyTag(async (_, _) =>
        {
            asked++;
            await answer.Task;
            return new JsonObject { ["Tags"] = new JsonArray(new JsonObject { ["Key"] = EventBridgeHostSettings.TopologyTag, ["Value"] = "1" }) };
        });

        // The first asks; those that came after that share the next question.
        var read = Enumerable.Range(0, 100).Select(_ => tag.ReadAsync("arn", Cancelled)).ToList();
        answer.SetResult();

        Assert.All(await Task.WhenAll(read).InTimeAsync(), generation => Assert.Equal("1", generation));
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task By_default_no_tag_is_asked_for()
    {
        var worker = await StartPublisherAsync();

        await worker.Publisher.PublishAsync(Events.Order("o1"), Cancelled).InTimeAsync();

        Assert.Equal(0, Bus.Calls("events:ListTagsForResource"));
    }

    private WorkerSetup Requiring() => new()
    {
        Host = host => (host.RequireTopologyTag, host.EventBridge.HttpClientFactory) = (true, _calls),
    };

    private async Task PublishAsync(WorkerHost worker, string orderId)
    {
        var published = worker.Publisher.PublishAsync(Events.Order(orderId), Cancelled);
        await Time.AdvanceUntilAsync(TimeSpan.FromMilliseconds(50), () => published.IsCompleted);
        await published;
    }

    /// <summary>What an emulator's restart does to its bus: it is there, as the default bus always is, and nothing is on it.</summary>
    private async Task RestartAsync()
    {
        await Bus.EventBridge.CallAsync(
            "RemoveTargets", new JsonObject { ["Rule"] = "all", ["EventBusName"] = "shop", ["Ids"] = new JsonArray("orders", "tap") }, Cancelled);
        await Bus.EventBridge.CallAsync("DeleteRule", new JsonObject { ["Name"] = "all", ["EventBusName"] = "shop" }, Cancelled);
        await Bus.EventBridge.CallAsync("DeleteEventBus", new JsonObject { ["Name"] = "shop" }, Cancelled);
        await Bus.Sqs.PurgeQueueAsync(await Bus.UrlAsync("tap"), Cancelled);
        await Bus.EventBridge.CallAsync("CreateEventBus", new JsonObject { ["Name"] = "shop" }, Cancelled);
    }

    private async Task ProvisionAsync(string generation)
    {
        await Bus.EventBridge.CallAsync(
            "PutRule", new JsonObject { ["Name"] = "all", ["EventBusName"] = "shop", ["EventPattern"] = """{"source":[{"prefix":""}]}""" }, Cancelled);
        await Bus.EventBridge.CallAsync(
            "PutTargets",
            new JsonObject
            {
                ["Rule"] = "all",
                ["EventBusName"] = "shop",
                ["Targets"] = new JsonArray(new JsonObject { ["Id"] = "tap", ["Arn"] = $"arn:aws:sqs:{Bus.Server.Region}:{Bus.Server.AccountId}:tap" }),
            },
            Cancelled);
        await TagAsync(generation);
    }

    private async Task TagAsync(string generation)
    {
        var bus = await Bus.EventBridge.CallAsync("DescribeEventBus", new JsonObject { ["Name"] = "shop" }, Cancelled);
        await Bus.EventBridge.CallAsync(
            "TagResource",
            new JsonObject
            {
                ["ResourceARN"] = (string)bus["Arn"]!,
                ["Tags"] = new JsonArray(new JsonObject { ["Key"] = EventBridgeHostSettings.TopologyTag, ["Value"] = generation }),
            },
            Cancelled);
    }

    private async Task<List<string>> TakeAsync()
    {
        var received = await Bus.Sqs.ReceiveMessageAsync(
            new ReceiveMessageRequest(await Bus.UrlAsync("tap")) { MaxNumberOfMessages = 10 }, Cancelled);
        return [.. (received.Messages ?? []).Select(message => (string)JsonNode.Parse(message.Body)!["detail"]!["orderId"]!)];
    }
}

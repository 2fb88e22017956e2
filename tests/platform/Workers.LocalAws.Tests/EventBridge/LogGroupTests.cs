using System.Net;
using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.EventBridge;

public sealed class LogGroupTests : EventBridgeTest
{
    private const string Group = "arn:aws:logs:eu-west-1:000000000000:log-group:/aws/events/store";

    [Theory]
    [InlineData(Group)]
    [InlineData(Group + ":*")]
    public async Task The_events_of_a_log_group_can_be_looked_at(string arn)
    {
        await CreateRouteAsync();
        await PutTargetAsync(new { Id = "log", Arn = arn });

        await PutEventAsync();

        Assert.Equal("""{"logGroups":[{"logGroupName":"/aws/events/store","events":1}]}""", (await Http.GetAsync("/_localaws/log-groups")).Body);
        var logged = Assert.Single(await EventsAsync())!;
        Assert.Equal(Time.GetUtcNow().ToUnixTimeMilliseconds(), logged["timestamp"]!.GetValue<long>());
        Assert.Equal("store.orders", JsonNode.Parse(logged["message"]!.GetValue<string>())!["source"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_latest_thousand_events_are_kept()
    {
        await CreateRouteAsync();
        await PutTargetAsync(new { Id = "log", Arn = Group, InputPath = "$.detail.n" });

        for (var number = 0; number <= 1000; number++)
            await PutEventAsync($$"""{"n":{{number}}}""");

        var events = await EventsAsync();
        Assert.Equal(1000, events.Count);
        Assert.Equal("1", events[0]!["message"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_group_without_events_is_not_found() =>
        Assert.Equal(HttpStatusCode.NotFound, (await Http.GetAsync("/_localaws/log-groups/events?name=x")).Status);

    private async Task<JsonArray> EventsAsync() =>
        JsonNode.Parse((await Http.GetAsync("/_localaws/log-groups/events?name=/aws/events/store")).Body)!["events"]!.AsArray();
}

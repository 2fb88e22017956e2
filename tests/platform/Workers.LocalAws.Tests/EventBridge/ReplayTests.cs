using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.EventBridge;

/// <summary>Members, states and errors are recorded answers of AWS.</summary>
public sealed class ReplayTests : ArchiveTest
{
    [Fact]
    public async Task A_replay_sends_the_archived_events_again_with_its_name_and_does_not_archive_them_again()
    {
        var url = await CreateRouteAsync();
        await CreateArchiveAsync();
        await PutEventAsync("""{"n":1,"resources":[]}""");
        var original = (await ReceiveOneAsync(url)).Body;
        await Sqs.PurgeQueueAsync(url, Cancelled);
        Time.Advance(TimeSpan.FromMinutes(1));

        var started = await StartAsync();
        Assert.Equal("STARTING", started["State"]!.GetValue<string>());
        Assert.Equal("arn:aws:events:eu-west-1:000000000000:replay/again", started["ReplayArn"]!.GetValue<string>());
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(
            original.Replace("\"resources\":[],\"detail\"", "\"replay-name\":\"again\",\"resources\":[],\"detail\"", StringComparison.Ordinal),
            (await ReceiveOneAsync(url)).Body);
        Assert.Equal(1, await ArchivedAsync());
    }

    [Fact]
    public async Task A_replay_is_described_and_listed()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync();
        await PutEventAsync();
        var (start, end) = (Time.GetUtcNow().ToUnixTimeSeconds() - 60, Time.GetUtcNow().ToUnixTimeSeconds() + 60);

        await StartAsync();
        var members =
            $$"""
            "ReplayName":"again","EventSourceArn":"{{ArchiveArn}}","State":"STARTING","EventStartTime":{{start}},"EventEndTime":{{end}},"ReplayStartTime":{{start + 60}}
            """;
        Assert.Equal($$"""{"Replays":[{{{members}}}]}""", (await Http.EventsAsync("ListReplays", new { State = "STARTING" })).ToJsonString());

        Time.Advance(TimeSpan.FromSeconds(1));
        var described = await DescribeAsync();
        Assert.Equal("COMPLETED", described["State"]!.GetValue<string>());
        Assert.Equal($$"""{"Arn":"{{BusArn}}"}""", described["Destination"]!.ToJsonString());
        Assert.Equal(start + 60, described["EventLastReplayedTime"]!.GetValue<long>());
        Assert.Equal(start + 61, described["ReplayEndTime"]!.GetValue<long>());
        Assert.Single((await Http.EventsAsync("ListReplays", new { EventSourceArn = ArchiveArn }))["Replays"]!.AsArray());
        Assert.Empty((await Http.EventsAsync("ListReplays", new { NamePrefix = "x" }))["Replays"]!.AsArray());
    }

    [Fact]
    public async Task Only_events_that_occurred_in_its_time_are_replayed_the_oldest_first()
    {
        var url = await CreateRouteAsync();
        await CreateArchiveAsync();
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        await Http.EventsAsync("PutEvents", new
        {
            Entries = new[] { 61, 60, -60, -61 }.Select(offset => new
            {
                Source = "store.orders",
                DetailType = "OrderCreated",
                Detail = $$"""{"offset":{{offset}}}""",
                EventBusName = "store",
                Time = now + offset,
            }),
        });
        await Sqs.PurgeQueueAsync(url, Cancelled);

        await StartAsync();
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(
            [-60, 60],
            (await ReceiveAsync(url)).Select(message => JsonNode.Parse(message.Body)!["detail"]!["offset"]!.GetValue<int>()));
    }

    [Fact]
    public async Task Only_the_named_rules_get_the_events()
    {
        var payment = await CreateRouteAsync();
        var stock = await CreateRouteAsync("stock", "stock");
        await CreateArchiveAsync();
        await PutEventAsync();
        await Sqs.PurgeQueueAsync(payment, Cancelled);
        await Sqs.PurgeQueueAsync(stock, Cancelled);

        await StartAsync(rules: ["arn:aws:events:eu-west-1:000000000000:rule/store/stock"]);
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Empty(await ReceiveAsync(payment));
        Assert.Single(await ReceiveAsync(stock));
    }

    [Fact]
    public async Task A_thousand_events_are_replayed_a_second()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync();
        for (var call = 0; call < 101; call++)
            await Http.EventsAsync("PutEvents", new { Entries = Enumerable.Repeat(Entry(), 10) });

        await StartAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("RUNNING", (await DescribeAsync())["State"]!.GetValue<string>());
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("COMPLETED", (await DescribeAsync())["State"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_replay_can_be_cancelled_until_it_ends()
    {
        var url = await CreateRouteAsync();
        await CreateArchiveAsync();
        await PutEventAsync();
        await Sqs.PurgeQueueAsync(url, Cancelled);
        await StartAsync();

        Assert.Equal(
            "CANCELLING", (await Http.EventsAsync("CancelReplay", new { ReplayName = "again" }))["State"]!.GetValue<string>());
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("CANCELLED", (await DescribeAsync())["State"]!.GetValue<string>());
        Assert.Empty(await ReceiveAsync(url));
        Assert.Equal("IllegalStatusException", (await Http.EventsErrorAsync("CancelReplay", new { ReplayName = "again" })).Type);
    }

    [Fact]
    public async Task A_replay_to_a_bus_that_was_deleted_fails_with_the_reason()
    {
        await Http.EventsAsync("CreateEventBus", new { Name = "store" });
        await CreateArchiveAsync();
        await PutEventAsync();
        await StartAsync();
        await Http.EventsAsync("DeleteEventBus", new { Name = "store" });
        Time.Advance(TimeSpan.FromSeconds(1));

        var replay = await DescribeAsync();
        Assert.Equal(
            ("FAILED", "Event bus store does not exist."),
            (replay["State"]!.GetValue<string>(), replay["StateReason"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_replay_that_can_not_work_is_refused()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync();
        await StartAsync();

        await RefuseAsync("ResourceAlreadyExistsException", "Replay again already exists.", name: "again");
        await RefuseAsync("ValidationException", "Parameter EventEndTime is not valid. Reason: EventStartTime must be before EventEndTime.", end: -60);
        await RefuseAsync(
            "ValidationException", "Parameter EventSourceArn is not valid. Reason: Archive nope does not exist.", archive: "nope");
        await RefuseAsync("ResourceNotFoundException", "Event bus nope does not exist.", bus: "nope");
        await RefuseAsync(
            "ValidationException", "Parameter Destination.Arn is not valid. Reason: Cross event bus replay is not permitted.", bus: "default");
        await RefuseAsync("ValidationException", "Parameter Destination.FilterArns is not valid.", rules: ["arn:aws:events:nope"]);
        Assert.Equal(
            ("ResourceNotFoundException", "Replay nope does not exist."),
            await Http.EventsErrorAsync("DescribeReplay", new { ReplayName = "nope" }));
    }

    [Fact]
    public async Task Ten_replays_may_be_active()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync();
        for (var index = 0; index < 10; index++)
            await StartAsync($"again-{index}");

        await RefuseAsync("LimitExceededException", "The requested resource exceeds the maximum number allowed.");
        Time.Advance(TimeSpan.FromSeconds(1));
        await StartAsync();
    }

    private Task<JsonObject> StartAsync(string name = "again", string[]? rules = null) => Http.EventsAsync("StartReplay", Request(name, rules: rules));

    private Task<JsonObject> DescribeAsync() => Http.EventsAsync("DescribeReplay", new { ReplayName = "again" });

    private async Task RefuseAsync(
        string type,
        string message,
        string name = "other",
        string archive = "history",
        string bus = "store",
        int end = 60,
        string[]? rules = null)
    {
        var refusal = await Http.EventsErrorAsync("StartReplay", Request(name, archive, bus, end, rules));

        Assert.Equal(type, refusal.Type);
        Assert.StartsWith(message, refusal.Message, StringComparison.Ordinal);
    }

    private object Request(string name, string archive = "history", string bus = "store", int end = 60, string[]? rules = null)
    {
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        var arn = BusArn.Replace("store", bus, StringComparison.Ordinal);
        return new
        {
            ReplayName = name,
            EventSourceArn = ArchiveArn.Replace("history", archive, StringComparison.Ordinal),
            EventStartTime = now - 60,
            EventEndTime = now + end,
            Destination = rules is null ? (object)new { Arn = arn } : new { Arn = arn, FilterArns = rules },
        };
    }
}

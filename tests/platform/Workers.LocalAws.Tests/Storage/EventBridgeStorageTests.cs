using System.Text.Json.Nodes;

namespace Workers.LocalAws.Tests.Storage;

public sealed class EventBridgeStorageTests : StorageTest
{
    private const string BusArn = "arn:aws:events:eu-west-1:000000000000:event-bus/store";
    private const string RuleArn = "arn:aws:events:eu-west-1:000000000000:rule/store/orders";
    private const string ArchiveArn = "arn:aws:events:eu-west-1:000000000000:archive/history";

    [Fact]
    public async Task Buses_survive_a_restart_with_their_policies_and_tags()
    {
        await CreateRouteAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        await Http.EventsAsync("UpdateEventBus", new { Name = "store", Description = "of the shop", DeadLetterConfig = new { Arn = Arn("dead") } });
        await Http.EventsAsync(
            "PutPermission", new { EventBusName = "store", Action = "events:PutEvents", Principal = "111122223333", StatementId = "all" });
        Time.Advance(TimeSpan.FromSeconds(1));

        await AssertSurvivesAsync(
            ("ListEventBuses", new { }),
            ("DescribeEventBus", new { Name = "store" }),
            ("DescribeEventBus", new { Name = "default" }),
            ("ListTagsForResource", new { ResourceARN = BusArn }));
    }

    [Fact]
    public async Task Rules_survive_a_restart_with_their_tags_and_targets_and_go_on_sending()
    {
        await CreateRouteAsync();
        await Http.EventsAsync("PutRule", new { Name = "off", EventBusName = "store", EventPattern = """{"source":["x"]}""", State = "DISABLED" });

        await AssertSurvivesAsync(
            ("ListRules", new { EventBusName = "store" }),
            ("DescribeRule", new { EventBusName = "store", Name = "orders" }),
            ("ListTargetsByRule", new { EventBusName = "store", Rule = "orders" }),
            ("ListTagsForResource", new { ResourceARN = RuleArn }));

        await PutEventAsync(1);
        Assert.Equal("\"event 1\"", await BodiesAsync("payment"));
    }

    [Fact]
    public async Task Deleted_rules_and_buses_do_not_come_back()
    {
        await CreateRouteAsync();
        await RestartAsync();
        await Http.EventsAsync("RemoveTargets", new { EventBusName = "store", Rule = "orders", Ids = new[] { "target" } });
        await Http.EventsAsync("DeleteRule", new { EventBusName = "store", Name = "orders" });
        await Http.EventsAsync("DeleteEventBus", new { Name = "store" });

        await RestartAsync();

        Assert.Single((await Http.EventsAsync("ListEventBuses", new { }))["EventBuses"]!.AsArray());
    }

    [Fact]
    public async Task Archives_survive_a_restart_with_their_events()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync();
        await PutEventAsync(1);
        Time.Advance(TimeSpan.FromHours(30));
        await PutEventAsync(2);

        await AssertSurvivesAsync(("DescribeArchive", new { ArchiveName = "history" }), ("ListArchives", new { }));

        await PutEventAsync(3);
        Assert.Equal(3, await ArchivedAsync());
        Time.Advance(TimeSpan.FromHours(20));
        Assert.Equal(2, await ArchivedAsync());
    }

    [Fact]
    public async Task A_replay_of_before_the_restart_goes_on_where_it_was()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync();
        for (var call = 0; call < 101; call++)
            await PutEventAsync(Enumerable.Range(call * 10, 10).ToArray());
        await Sqs.PurgeQueueAsync(await UrlAsync("payment"), Cancelled);
        await StartReplayAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("1000", await AttributeAsync(await UrlAsync("payment"), "ApproximateNumberOfMessages"));

        await AssertSurvivesAsync(("DescribeReplay", new { ReplayName = "again" }), ("ListReplays", new { }));
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("1010", await AttributeAsync(await UrlAsync("payment"), "ApproximateNumberOfMessages"));
        await AssertSurvivesAsync(("DescribeReplay", new { ReplayName = "again" }));
        Assert.Equal("COMPLETED", (await Http.EventsAsync("DescribeReplay", new { ReplayName = "again" }))["State"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_replay_that_has_not_started_starts_after_the_restart()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync();
        await PutEventAsync(1);
        await Sqs.PurgeQueueAsync(await UrlAsync("payment"), Cancelled);
        await StartReplayAsync();

        await RestartAsync();
        Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal("\"event 1\"", await BodiesAsync("payment"));
    }

    [Fact]
    public async Task The_replay_of_a_deleted_archive_is_still_described()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync();
        await StartReplayAsync();
        Time.Advance(TimeSpan.FromSeconds(1));
        await Http.EventsAsync("DeleteArchive", new { ArchiveName = "history" });

        await AssertSurvivesAsync(("DescribeReplay", new { ReplayName = "again" }), ("ListArchives", new { }));
    }

    private async Task CreateRouteAsync()
    {
        await CreateQueueAsync("payment");
        await CreateQueueAsync("dead");
        await Http.EventsAsync("CreateEventBus", new { Name = "store", Tags = new[] { new { Key = "team", Value = "pay" } } });
        await Http.EventsAsync("PutRule", new
        {
            Name = "orders",
            EventBusName = "store",
            EventPattern = """{"source":["store.orders"]}""",
            Description = "to payment",
            Tags = new[] { new { Key = "team", Value = "" } },
        });
        var target = new
        {
            Id = "target",
            Arn = Arn("payment"),
            DeadLetterConfig = new { Arn = Arn("dead") },
            InputTransformer = new { InputPathsMap = new { n = "$.detail.n" }, InputTemplate = "\"event <n>\"" },
        };
        await Http.EventsAsync("PutTargets", new { Rule = "orders", EventBusName = "store", Targets = new[] { target } });
    }

    private Task<JsonObject> PutEventAsync(params int[] numbers) => Http.EventsAsync("PutEvents", new
    {
        Entries = numbers.Select(n => new { Source = "store.orders", DetailType = "x", Detail = $$"""{"n":{{n}}}""", EventBusName = "store" }),
    });

    private Task<JsonObject> CreateArchiveAsync() => Http.EventsAsync("CreateArchive", new
    {
        ArchiveName = "history",
        EventSourceArn = BusArn,
        EventPattern = """{"source":["store.orders"]}""",
        RetentionDays = 2,
        Description = "of the shop",
    });

    private async Task<int> ArchivedAsync() =>
        (await Http.EventsAsync("DescribeArchive", new { ArchiveName = "history" }))["EventCount"]!.GetValue<int>();

    private Task<JsonObject> StartReplayAsync() => Http.EventsAsync("StartReplay", new
    {
        ReplayName = "again",
        EventSourceArn = ArchiveArn,
        EventStartTime = Time.GetUtcNow().ToUnixTimeSeconds() - 60,
        EventEndTime = Time.GetUtcNow().ToUnixTimeSeconds() + 60,
        Destination = new { Arn = BusArn, FilterArns = new[] { RuleArn } },
    });
}

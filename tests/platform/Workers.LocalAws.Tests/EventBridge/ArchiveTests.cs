namespace Workers.LocalAws.Tests.EventBridge;

/// <summary>Members, states and errors are recorded answers; lengths are from the EventBridge API reference, "CreateArchive".</summary>
public sealed class ArchiveTests : ArchiveTest
{
    [Fact]
    public async Task An_archive_is_described_and_listed_as_it_was_created()
    {
        await CreateRouteAsync();

        var created = await CreateArchiveAsync(Pattern, days: 1);

        var time = Time.GetUtcNow().ToUnixTimeSeconds();
        Assert.Equal($$"""{"ArchiveArn":"{{ArchiveArn}}","State":"ENABLED","CreationTime":{{time}}}""", created.ToJsonString());
        var members =
            $$"""
            "ArchiveName":"history","EventSourceArn":"{{BusArn}}","State":"ENABLED","RetentionDays":1,"SizeBytes":0,"EventCount":0,"CreationTime":{{time}}
            """;
        var described = await DescribeArchiveAsync();
        Assert.Equal(Pattern, described["EventPattern"]!.GetValue<string>());
        Assert.EndsWith($"{members}}}", described.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            $$"""{"Archives":[{{{members}}}]}""", (await Http.EventsAsync("ListArchives", new { NamePrefix = "his" })).ToJsonString());
    }

    [Fact]
    public async Task An_archive_keeps_the_events_that_its_pattern_matches()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync(Pattern);

        await PutEventAsync();
        await PutEventAsync(source: "other");
        await PutEventAsync(bus: "default");

        Assert.Equal(1, await ArchivedAsync());
        Assert.True((await DescribeArchiveAsync())["SizeBytes"]!.GetValue<int>() > 100);
    }

    [Fact]
    public async Task Events_are_dropped_after_their_retention()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync(days: 1);
        await PutEventAsync();
        Time.Advance(TimeSpan.FromDays(1));
        await PutEventAsync();
        Assert.Equal(2, await ArchivedAsync());

        Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, await ArchivedAsync());

        await Http.EventsAsync("UpdateArchive", new { ArchiveName = "history", RetentionDays = int.MaxValue });
        Time.Advance(TimeSpan.FromDays(1000));
        Assert.Equal(1, await ArchivedAsync());
    }

    [Fact]
    public async Task The_oldest_events_are_dropped_where_the_archive_is_full()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync();
        var detail = $$"""{"text":"{{new string('x', 1_000_000)}}"}""";

        for (var count = 0; count < 70; count++)
            await PutEventAsync(detail);

        Assert.Equal(67, await ArchivedAsync());
    }

    [Fact]
    public async Task An_update_keeps_what_it_does_not_name()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync(Pattern, days: 3);

        await Http.EventsAsync("UpdateArchive", new { ArchiveName = "history", EventPattern = """{"source":["other"]}""" });
        await PutEventAsync();

        var archive = await DescribeArchiveAsync();
        Assert.Equal(
            ("of the shop", 3, 0),
            (archive["Description"]!.GetValue<string>(), archive["RetentionDays"]!.GetValue<int>(), archive["EventCount"]!.GetValue<int>()));
    }

    [Fact]
    public async Task A_deleted_archive_is_gone()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync();

        await Http.EventsAsync("DeleteArchive", new { ArchiveName = "history" });

        foreach (var operation in (string[])["DescribeArchive", "DeleteArchive"])
        {
            Assert.Equal(
                ("ResourceNotFoundException", "Archive history does not exist."),
                await Http.EventsErrorAsync(operation, new { ArchiveName = "history" }));
        }

        Assert.Empty((await Http.EventsAsync("ListArchives", new { EventSourceArn = BusArn }))["Archives"]!.AsArray());
    }

    [Fact]
    public async Task An_archive_that_can_not_be_created_is_refused()
    {
        await CreateRouteAsync();
        await CreateArchiveAsync();

        await RefuseAsync("history", BusArn, "ResourceAlreadyExistsException", "Archive history already exists.");
        await RefuseAsync("b", BusArn.Replace("store", "shop", StringComparison.Ordinal), "ResourceNotFoundException", "Event bus shop does not exist.");
        await RefuseAsync("c", ArchiveArn, "ValidationException", "Parameter EventSourceArn is not valid. Reason: Must contain an event bus ARN.");
        await RefuseAsync("d", BusArn, "InvalidEventPatternException", "Event pattern is not valid. Reason: Filter is not an object", "[]");
        await RefuseAsync("e", BusArn, "ValidationException", "must have value greater than or equal to 0", days: -1);
        await RefuseAsync(new string('f', 49), BusArn, "ValidationException", "must have length less than or equal to 48");
    }

    [Theory]
    [InlineData("UpdateArchive", "ValidationException", "At least one of EventPattern, RetentionDays or Description must be provided.")]
    [InlineData("ListArchives", "ResourceNotFoundException", "Event bus nope does not exist.")]
    public async Task A_request_that_means_nothing_is_refused(string operation, string type, string message) => Assert.Equal(
        (type, message),
        await Http.EventsErrorAsync(
            operation, new { ArchiveName = "nope", EventSourceArn = BusArn.Replace("store", "nope", StringComparison.Ordinal) }));

    private async Task RefuseAsync(string name, string bus, string type, string message, string? pattern = null, int days = 0)
    {
        var refusal = await Http.EventsErrorAsync(
            "CreateArchive", new { ArchiveName = name, EventSourceArn = bus, EventPattern = pattern, RetentionDays = days });

        Assert.Equal(type, refusal.Type);
        Assert.Contains(message, refusal.Message, StringComparison.Ordinal);
    }
}

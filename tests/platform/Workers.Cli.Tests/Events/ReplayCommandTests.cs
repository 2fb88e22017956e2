using System.Text.Json.Nodes;

namespace Workers.Cli.Tests.Events;

public sealed class ReplayCommandTests : EventsTest
{
    [Fact]
    public async Task The_events_of_the_window_go_to_the_chosen_worker_again()
    {
        await ArchivedAsync(5);

        var run = await RunAsync("replay", "profile", "--from", "1h", "--yes");

        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("COMPLETED", run.Output, StringComparison.Ordinal);
        Assert.Equal(5, (await TakeAllAsync("profile")).Count(message => message["replay-name"] is not null));
        Assert.Empty(await TakeAllAsync("email"));
    }

    [Fact]
    public async Task Only_events_that_meet_the_condition_are_sent_and_nothing_is_left()
    {
        await ArchivedAsync(20);

        var run = await RunAsync("replay", "profile", "email", "--from", "1h", "--where", "detail.userId = u7", "--yes");

        Assert.True(run.Code == 0, run.Error);
        Assert.Contains("2 of 40 events met the condition and were sent.", run.Output, StringComparison.Ordinal);
        Assert.Equal("u7", (string?)Assert.Single(await TakeAllAsync("profile"))["detail"]!["userId"]);
        Assert.Single(await TakeAllAsync("email"));
        Assert.Empty(await TemporaryQueuesAsync());
    }

    [Fact]
    public async Task A_dry_run_says_what_the_inboxes_skip_and_sends_nothing()
    {
        await ArchivedAsync(3);

        var run = await RunAsync("replay", "profile", "--from", "28d", "--dry-run");

        Assert.Equal(0, run.Code);
        Assert.Contains("of archive all (3 events in all), to profile.", run.Output, StringComparison.Ordinal);
        Assert.Contains(", 50 % of the window, and handle what is older again.", run.Output, StringComparison.Ordinal);
        Assert.Empty(await TakeAllAsync("profile"));
    }

    [Theory]
    [InlineData("profile", "--from", "soon", "--from 'soon' is not a time such as")]
    [InlineData("nobody", "--from", "1h", "No rule of bus 'store' delivers to 'nobody'. There are rules for ")]
    public async Task A_wrong_argument_is_refused(string queue, string option, string value, string error)
    {
        await ArchivedAsync(0);

        var run = await RunAsync("replay", queue, option, value);

        Assert.Equal(1, run.Code);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_bus_without_an_archive_is_an_error()
    {
        Assert.Contains("has no archive: its events cannot be replayed.", (await RunAsync("replay", "profile", "--from", "1h")).Error, StringComparison.Ordinal);
    }

    /// <summary>Archives events, and empties the queues.</summary>
    private async Task ArchivedAsync(int count)
    {
        var bus = (string)(await Bus.CallAsync("DescribeEventBus", new() { ["Name"] = "store" }, Cancelled))["Arn"]!;
        await Bus.CallAsync("CreateArchive", new() { ["ArchiveName"] = "all", ["EventSourceArn"] = bus }, Cancelled);
        for (var index = 0; index < count; index++)
            await PutAsync("store.users", "UserRegistered", $$"""{"userId":"u{{index}}"}""");
        await Eventually.UntilAsync(async () => (long?)(await Bus.CallAsync("DescribeArchive", new() { ["ArchiveName"] = "all" }, Cancelled))["EventCount"] == count);
        foreach (var queue in new[] { "profile", "email" })
            Assert.Equal(count, (await TakeAllAsync(queue)).Count);
    }
}

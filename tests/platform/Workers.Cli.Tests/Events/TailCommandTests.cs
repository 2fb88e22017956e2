using System.Diagnostics;
using System.Text.Json.Nodes;
using Amazon.SQS.Model;

namespace Workers.Cli.Tests.Events;

public sealed class TailCommandTests : EventsTest
{
    [Fact]
    public async Task Events_are_shown_without_personal_data_and_nothing_is_left()
    {
        var tail = RunAsync("tail", "--detail-type", "UserRegistered", "--count", "2", "--json");
        await FollowedAsync();

        await PutAsync("store.users", "Other", "{}");
        await PutAsync("store.users", "UserRegistered", """{"userId":"u1","email":"ada@example.com"}""");
        await PutAsync("store.users", "UserRegistered", """{"userId":"u2","email":"bob@example.com"}""");
        var run = await tail;

        var lines = run.Output.TrimEnd('\n').Split('\n').Select(line => JsonNode.Parse(line)!["detail"]!).ToList();
        Assert.Equal(["u1", "u2"], lines.Select(detail => (string?)detail["userId"]).Order());
        Assert.DoesNotContain("@example.com", run.Output, StringComparison.Ordinal);
        Assert.Empty(await TemporaryQueuesAsync());
        Assert.DoesNotContain(await RulesAsync(), rule => rule.StartsWith("workers-tail-", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Events_are_selected_by_content()
    {
        var tail = RunAsync("tail", "--where", "detail.userId = u2", "--count", "1");
        await FollowedAsync();

        await PutAsync("store.users", "UserRegistered", """{"userId":"u1"}""");
        await PutAsync("store.users", "UserRegistered", """{"userId":"u2"}""");

        Assert.Contains("""store.users/UserRegistered""", (await tail).Output, StringComparison.Ordinal);
        Assert.Contains("""{"userId":"u2"}""", (await tail).Output, StringComparison.Ordinal);
        Assert.DoesNotContain("u1", (await tail).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_killed_command_left_is_removed_by_the_next()
    {
        var start = new ProcessStartInfo("dotnet", ["exec", Path.Combine(AppContext.BaseDirectory, "workers.dll"), "events", "tail", "--endpoint", Server.Endpoint.ToString()])
        {
            UseShellExecute = false,
        };
        using var process = Process.Start(start)!;
        await FollowedAsync();
        process.Kill();
        await process.WaitForExitAsync(Cancelled);
        var left = Assert.Single(await TemporaryQueuesAsync());

        // As after the five minutes of its lease.
        await Sqs.TagQueueAsync(
            new TagQueueRequest { QueueUrl = (await Sqs.GetQueueUrlAsync(left, Cancelled)).QueueUrl, Tags = new() { ["workers:temporary-until"] = "1" } }, Cancelled);
        var tail = RunAsync("tail", "--count", "1");
        await Eventually.UntilAsync(async () => await TemporaryQueuesAsync() is [var queue] && queue != left && (await RulesAsync()).Contains(queue));
        await FollowedAsync();
        await PutAsync("store.users", "UserRegistered", "{}");

        Assert.Contains($"Removed {left}, which a killed command had left.", (await tail).Error, StringComparison.Ordinal);
        Assert.DoesNotContain(await RulesAsync(), rule => rule.StartsWith("workers-tail-", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{", "--pattern is not JSON")]
    [InlineData("""{"source":"x"}""", "--pattern: ")]
    public async Task A_wrong_pattern_is_refused_and_leaves_nothing(string pattern, string error)
    {
        var run = await RunAsync("tail", "--pattern", pattern);

        Assert.Equal(1, run.Code);
        Assert.Contains(error, run.Error, StringComparison.Ordinal);
        Assert.Empty(await TemporaryQueuesAsync());
    }

    /// <summary>Waits until a temporary rule has its target.</summary>
    private Task FollowedAsync() => Eventually.UntilAsync(async () =>
        (await RulesAsync()).FirstOrDefault(rule => rule.StartsWith("workers-tail-", StringComparison.Ordinal)) is { } rule
        && (await Bus.CallAsync("ListTargetsByRule", new() { ["EventBusName"] = "store", ["Rule"] = rule }, Cancelled))["Targets"]!.AsArray().Count == 1);
}

using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Workers.Cli.Tests.Events;

namespace Workers.Cli.Tests;

/// <summary>The policies of the command line allow the calls that the commands make, and no others.</summary>
public sealed class PolicyTests : EventsTest
{
    /// <summary>The actions of IAM whose names are not those of the operations.</summary>
    private static readonly Dictionary<string, string> Actions = new(StringComparer.Ordinal)
    {
        ["sqs:SendMessageBatch"] = "sqs:SendMessage",
        ["sqs:DeleteMessageBatch"] = "sqs:DeleteMessage",
        ["sqs:ChangeMessageVisibilityBatch"] = "sqs:ChangeMessageVisibility",
    };

    /// <summary>What doctor tries only to say whether it is allowed.</summary>
    private static readonly string[] Tried = ["sqs:SendMessage", "sqs:DeleteMessage", "events:PutEvents"];

    /// <summary>Of services that LocalAws does not have.</summary>
    private static readonly string[] OfAwsOnly = ["cloudwatch:GetMetricData", "ecs:DescribeServices", "xray:BatchGetTraces", "xray:GetTraceSummaries"];

    /// <summary>Made only after Ctrl+C, and by a renewal after a minute.</summary>
    private static readonly string[] Rare = ["events:CancelReplay", "sqs:TagQueue"];

    [Fact]
    public async Task The_reader_may_do_what_the_reading_commands_do()
    {
        await PrepareAsync();

        var called = await CallsOfAsync(
            ["doctor", "--services", RepositoryFiles.Services],
            ["top", "--once", "--interval", "1"],
            ["dead-letters", "list"],
            ["dead-letters", "list", "profile"],
            ["dead-letters", "show", "profile"],
            ["dead-letters", "export", "profile"],
            ["dead-letters", "redrive", "profile", "--dry-run"],
            ["events", "replay", "profile", "--from", "1h", "--dry-run"],
            ["events", "publish", "--sample", "UserRegistered", "--contracts", Contracts, "--dry-run"]);

        Assert.Equal(In("reader.json"), called.Except(Tried).Concat(OfAwsOnly).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_operator_may_do_in_addition_what_the_changing_commands_do()
    {
        await PrepareAsync();

        var called = await CallsOfAsync(
            ["dead-letters", "redrive", "profile", "--yes"],
            ["dead-letters", "delete", "email", "--yes"],
            ["events", "publish", "--sample", "UserRegistered", "--contracts", Contracts, "--yes"],
            ["events", "replay", "profile", "--from", "1h", "--yes"],
            ["events", "replay", "profile", "--from", "1h", "--where", "detail.userId = u1", "--yes"]);

        Assert.Equal(In("operator.json"), called.Concat(Rare).Append("sqs:ListQueueTags").Except(In("reader.json")).Distinct().Order(StringComparer.Ordinal));
    }

    private async Task PrepareAsync()
    {
        var bus = (string)(await Bus.CallAsync("DescribeEventBus", new() { ["Name"] = "store" }, Cancelled))["Arn"]!;
        await Bus.CallAsync("CreateArchive", new() { ["ArchiveName"] = "all", ["EventSourceArn"] = bus }, Cancelled);
        foreach (var queue in new[] { "profile-dlq", "email-dlq" })
            await Sqs.SendMessageAsync((await Sqs.GetQueueUrlAsync(queue, Cancelled)).QueueUrl, "{}", Cancelled);
    }

    private async Task<IReadOnlyList<string>> CallsOfAsync(params string[][] commands)
    {
        using var http = new HttpClient { BaseAddress = Server.Endpoint };
        var before = await http.GetFromJsonAsync<Dictionary<string, long>>("_localaws/requests", Cancelled);
        foreach (var command in commands)
        {
            var run = await CommandRun.OfAsync([.. command, "--endpoint", Server.Endpoint.ToString()]);
            Assert.True(run.Code == 0, $"{string.Join(' ', command)}: {run.Error}{run.Output}");
        }

        var after = await http.GetFromJsonAsync<Dictionary<string, long>>("_localaws/requests", Cancelled);
        return
        [
            .. after!.Where(call => call.Value > before!.GetValueOrDefault(call.Key)).Select(call => Actions.GetValueOrDefault(call.Key) ?? call.Key)
                .Distinct().Order(StringComparer.Ordinal),
        ];
    }

    private static IReadOnlyList<string> In(string policy) =>
    [
        .. JsonNode.Parse(File.ReadAllText(Path.Combine(RepositoryFiles.Root, "services", "platform", "Workers.Cli", "policies", policy)))!["Statement"]!.AsArray()
            .SelectMany(statement => statement!["Action"] is JsonArray actions ? actions.Select(action => (string)action!) : [(string)statement["Action"]!])
            .Order(StringComparer.Ordinal),
    ];
}

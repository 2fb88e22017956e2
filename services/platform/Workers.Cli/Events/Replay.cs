using System.Globalization;
using System.Text.Json.Nodes;
using Workers.Cli.Connections;
using Workers.Cli.Queues;
using Workers.Cli.Terminals;
using Workers.DeadLetters;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Events;

/// <summary>A replay of a time window to some workers.</summary>
internal sealed class Replay(
    AwsConnection aws,
    FoundArchive archive,
    IReadOnlyList<FoundRule> rules,
    (DateTimeOffset From, DateTimeOffset To) window,
    IReadOnlyList<ContentCondition> conditions,
    Terminal terminal)
{
    private const int Percent = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    /// <summary>The rules of queues.</summary>
    /// <exception cref="CliException">A queue has none.</exception>
    public static async Task<IReadOnlyList<FoundRule>> RulesAsync(AwsConnection aws, IReadOnlyList<string> queues, CancellationToken cancellationToken)
    {
        var all = await new RuleLookup(aws).AllAsync(cancellationToken).ToListAsync(cancellationToken);
        List<FoundRule> chosen = [];
        foreach (var queue in queues)
        {
            var rules = all.Where(rule => rule.Targets.Any(target => IsNamed(FoundQueue.NameIn((string?)target["Arn"] ?? ""), queue))).ToList();
            chosen.AddRange(rules.Count > 0 ? rules : throw new CliException(
                $"No rule of bus '{aws.Bus}' delivers to '{queue}'. There are rules for {string.Join(", ", all.SelectMany(rule => rule.Targets).Select(target => FoundQueue.NameIn((string?)target["Arn"] ?? "")).Distinct(StringComparer.Ordinal))}."));
        }

        return [.. chosen.DistinctBy(rule => rule.Name)];

        bool IsNamed(string name, string queue) => name == queue || name == aws.QueuePrefix + queue;
    }

    /// <summary>Says what will be done, and what the inboxes will skip.</summary>
    public void Describe(DateTimeOffset now)
    {
        terminal.Output.WriteLine(
            $"Window {Time(window.From)} to {Time(window.To)} of archive {archive.Name} ({archive.Events} events in all), to {string.Join(", ", rules.Select(rule => rule.Name))}.");
        var kept = now - QueueTopology.MessageRetention;
        terminal.Output.WriteLine(
            window.From >= kept
                ? "The whole window is within the 14 days for which inboxes keep entries by default: what a worker has handled, it skips."
                : window.To <= kept
                    ? "The whole window is older than the 14 days for which inboxes keep entries by default: workers handle all of it again."
                    : $"Inboxes keep entries for 14 days by default: workers skip what they have handled since {Time(kept)}, {Share(kept)} % of the window, and handle what is older again.");
        if (archive.RetentionDays > 0 && window.From < now.AddDays(-archive.RetentionDays))
            terminal.Error.WriteLine($"The archive keeps events for {archive.RetentionDays} days: the start of the window is gone.");
    }

    /// <returns>The exit code.</returns>
    public async Task<int> RunAsync(CancellationToken stopping)
    {
        var name = $"workers-{aws.Time.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture)}";
        if (conditions.Count == 0)
        {
            await StartAsync(name, rules.Select(rule => rule.Arn), stopping);
            return await FollowAsync(name, Task.CompletedTask, stopping);
        }

        await using var filtered = await FilteredReplay.CreateAsync(aws, rules, name, conditions, stopping);
        await StartAsync(name, filtered.RuleArns, stopping);
        using var ended = new CancellationTokenSource();
        var forwarding = filtered.ForwardAsync(() => ended.IsCancellationRequested, stopping);
        var code = await FollowAsync(name, forwarding, stopping);
        await ended.CancelAsync();
        var (seen, sent) = await forwarding;
        terminal.Output.WriteLine($"{sent} of {seen} events met the condition and were sent.");
        return code;
    }

    private Task<JsonObject> StartAsync(string name, IEnumerable<string> ruleArns, CancellationToken stopping) => aws.EventBridge.CallAsync(
        "StartReplay",
        new JsonObject
        {
            ["ReplayName"] = name,
            ["EventSourceArn"] = archive.Arn,
            ["EventStartTime"] = window.From.ToUnixTimeSeconds(),

            // The end is exclusive, and EventBridge has whole seconds.
            ["EventEndTime"] = window.To.ToUnixTimeSeconds() + 1,
            ["Destination"] = new JsonObject { ["Arn"] = archive.BusArn, ["FilterArns"] = new JsonArray([.. ruleArns.Select(arn => (JsonNode)arn)]) },
        },
        stopping);

    private async Task<int> FollowAsync(string name, Task forwarding, CancellationToken stopping)
    {
        try
        {
            var state = await terminal.ProgressAsync($"Replay {name}", Percent, async progress =>
            {
                while (true)
                {
                    var described = await aws.EventBridge.CallAsync("DescribeReplay", new() { ["ReplayName"] = name }, stopping);
                    if ((double?)described["EventLastReplayedTime"] is { } last)
                        progress.Report(Share(window.From, DateTimeOffset.FromUnixTimeSeconds((long)last)));
                    if ((string?)described["State"] is "COMPLETED" or "FAILED" or "CANCELLED")
                        return described;
                    if (forwarding.IsFaulted)
                        await forwarding;
                    await Task.Delay(Interval, aws.Time, stopping);
                }
            });
            terminal.Output.WriteLine($"Replay {name}: {(string?)state["State"]}{((string?)state["StateReason"] is { Length: > 0 } reason ? $", {reason}" : "")}.");
            return (string?)state["State"] == "COMPLETED" ? 0 : 1;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            await aws.EventBridge.CallAsync("CancelReplay", new() { ["ReplayName"] = name }, CancellationToken.None);
            terminal.Error.WriteLine($"Replay {name} was cancelled.");
            throw;
        }
    }

    private int Share(DateTimeOffset since) => Percent - Share(window.From, since);

    private int Share(DateTimeOffset start, DateTimeOffset at) =>
        (int)Math.Clamp(Percent * (at - start).TotalSeconds / Math.Max(1, (window.To - start).TotalSeconds), 0, Percent);

    private static string Time(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}

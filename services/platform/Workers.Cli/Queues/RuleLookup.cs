using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Workers.Cli.Connections;

namespace Workers.Cli.Queues;

/// <summary>Finds the rules of the bus, with their targets.</summary>
internal sealed class RuleLookup(AwsConnection connection)
{
    /// <summary>All rules whose names start with the prefix of the queues.</summary>
    public async IAsyncEnumerable<FoundRule> AllAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        string? token = null;
        do
        {
            var input = new JsonObject { ["EventBusName"] = connection.Bus };
            if (connection.QueuePrefix.Length > 0)
                input["NamePrefix"] = connection.QueuePrefix;
            if (token is not null)
                input["NextToken"] = token;
            var page = await connection.EventBridge.CallAsync("ListRules", input, cancellationToken);
            foreach (var rule in page["Rules"]?.AsArray() ?? [])
                yield return await DescribeAsync(rule!.AsObject(), cancellationToken);
            token = (string?)page["NextToken"];
        }
        while (token is not null);
    }

    // A rule has at most five targets, which fit into one page (Amazon EventBridge User Guide, "Quotas").
    private async Task<FoundRule> DescribeAsync(JsonObject rule, CancellationToken cancellationToken)
    {
        var name = (string)rule["Name"]!;
        var targets = await connection.EventBridge.CallAsync(
            "ListTargetsByRule", new JsonObject { ["EventBusName"] = connection.Bus, ["Rule"] = name }, cancellationToken);
        return new FoundRule(
            name,
            (string?)rule["Arn"] ?? "",
            (string?)rule["State"] == "ENABLED",
            (string?)rule["EventPattern"],
            [.. (targets["Targets"]?.AsArray() ?? []).Select(target => target!.AsObject())]);
    }
}

/// <summary>A rule.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arn">Its ARN.</param>
/// <param name="IsEnabled">Whether it is enabled.</param>
/// <param name="Pattern">Its event pattern; null if it runs on a schedule.</param>
/// <param name="Targets">Its targets, as in the API reference.</param>
internal sealed record FoundRule(string Name, string Arn, bool IsEnabled, string? Pattern, IReadOnlyList<JsonObject> Targets);

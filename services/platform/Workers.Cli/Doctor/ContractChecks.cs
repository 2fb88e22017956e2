using Workers.EventBridge.Topology;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Doctor;

/// <summary>Compares the patterns of the workers with the contracts.</summary>
internal static class ContractChecks
{
    public static IEnumerable<Finding> Find(Examination examined, IReadOnlyList<EventName> contracts)
    {
        List<(string Queue, Subscription Subscription)> patterns =
            [.. examined.Workers.Where(worker => worker.Subscription is not null).Select(worker => (worker.Name, worker.Subscription!))];
        foreach (var (queue, subscription) in patterns)
        {
            if (!contracts.Any(contract => PatternReach.CouldMatch(subscription.Pattern, contract)))
                yield return new Finding(
                    Severity.Error, $"subscription {queue}", $"Its pattern matches no contract: {subscription.Pattern.GetRawText()}.", "The worker gets no event.",
                    $"Change the pattern in its subscription.json. The contracts are {string.Join(", ", contracts)}.");
            foreach (var stranger in PatternReach.Strangers(subscription.Pattern, contracts).Distinct(StringComparer.Ordinal))
                yield return new Finding(
                    Severity.Warning, $"subscription {queue}", stranger.Replace("no consumer handles events of", "there is no contract with", StringComparison.Ordinal),
                    "That part of the pattern matches nothing, unless another system publishes such events.", "Change the pattern in its subscription.json.");
        }

        foreach (var contract in contracts.Where(one => patterns.Count > 0 && !patterns.Exists(pattern => PatternReach.CouldMatch(pattern.Subscription.Pattern, one))))
            yield return new Finding(
                Severity.Warning, $"contract {contract}", "No worker's pattern matches it.", "Its events are in the archive only, if there is one.", "Add a worker, or ignore this.");
    }
}

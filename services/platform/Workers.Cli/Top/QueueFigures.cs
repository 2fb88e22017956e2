using Workers.Cli.Connections;
using Workers.Cli.Queues;
using Workers.Hosting.Subscriptions;

namespace Workers.Cli.Top;

/// <summary>Reads the queues of the workers: each queue with a redrive policy is one.</summary>
internal sealed class QueueFigures(AwsConnection aws)
{
    /// <param name="names">Names of queues; empty for all.</param>
    /// <param name="cancellationToken">Ctrl+C.</param>
    /// <exception cref="CliException">There is no such queue.</exception>
    public async Task<IReadOnlyList<WorkerFigures>> ReadAsync(IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        var queues = (await new QueueLookup(aws).AllAsync(cancellationToken)).ToDictionary(queue => queue.Name, StringComparer.Ordinal);
        if (names.FirstOrDefault(name => !queues.ContainsKey(name) && !queues.ContainsKey(aws.QueuePrefix + name)) is { } unknown)
            throw new CliException($"There is no queue '{unknown}' at {aws.Name}.");
        return
        [
            .. queues.Values
                .Where(queue => names.Count == 0 ? queue.DeadLetterArn is not null : names.Any(name => queue.Name == name || queue.Name == aws.QueuePrefix + name))
                .OrderBy(queue => queue.Name, StringComparer.Ordinal)
                .Select(queue => new WorkerFigures(
                    queue.Name,
                    queue.Visible,
                    queue.InFlight,
                    queue.Messages - queue.Visible - queue.InFlight,
                    queue.DeadLetterArn is { } arn ? queues.GetValueOrDefault(FoundQueue.NameIn(arn))?.Messages : null,
                    queues.GetValueOrDefault($"{Subscription.WithoutSuffix(queue.Name)}-rule-dlq")?.Messages)),
        ];
    }
}

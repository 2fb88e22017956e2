using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using Workers.Cli.Connections;
using Workers.Cli.Queues;
using Workers.EventBridge.Aws;

namespace Workers.Cli.DeadLetters;

/// <summary>Finds dead-letter queues: what a redrive policy or a rule's target names is one.</summary>
internal sealed class DeadLetterQueueLookup(AwsConnection connection)
{
    /// <summary>End of the name of the queue for events that a rule could not deliver.</summary>
    private const string RuleSuffix = "-rule-dlq";

    private readonly QueueLookup _queues = new(connection);

    /// <summary>All dead-letter queues whose names start with the prefix, by name.</summary>
    public async Task<IReadOnlyList<DeadLetterQueue>> AllAsync(CancellationToken cancellationToken)
    {
        var queues = await _queues.AllAsync(cancellationToken);
        var sources = queues.Where(queue => queue.DeadLetterArn is not null).ToLookup(queue => queue.DeadLetterArn!, queue => queue.Name, StringComparer.Ordinal);
        var ofRules = await RuleQueuesAsync(cancellationToken);
        return
        [
            .. queues.Where(queue => sources.Contains(queue.Arn) || IsOfRule(queue, ofRules))
                .Select(queue => new DeadLetterQueue(queue, [.. sources[queue.Arn]], IsOfRule(queue, ofRules))),
        ];
    }

    /// <summary>The dead-letter queue of this name, or the one of the queue of this name.</summary>
    /// <exception cref="CliException">There is no such queue, or it is not and has no dead-letter queue.</exception>
    public async Task<DeadLetterQueue> GetAsync(string name, CancellationToken cancellationToken)
    {
        var queue = await _queues.GetAsync(name, cancellationToken);
        if (queue.DeadLetterArn is { } arn)
            queue = await _queues.GetAsync(FoundQueue.NameIn(arn), cancellationToken);
        var sources = await SourcesAsync(queue, cancellationToken);
        var isOfRule = sources.Count == 0 && IsOfRule(queue, await RuleQueuesAsync(cancellationToken));
        return sources.Count > 0 || isOfRule
            ? new DeadLetterQueue(queue, sources, isOfRule)
            : throw new CliException(
                $"'{queue.Name}' is not a dead-letter queue, and has none: no redrive policy and no rule target of the bus '{connection.Bus}' names it.");
    }

    private static bool IsOfRule(FoundQueue queue, HashSet<string> ofRules) =>
        ofRules.Contains(queue.Arn) || queue.Name.EndsWith(RuleSuffix, StringComparison.Ordinal);

    private async Task<IReadOnlyList<string>> SourcesAsync(FoundQueue queue, CancellationToken cancellationToken)
    {
        List<string> names = [];
        var request = new ListDeadLetterSourceQueuesRequest { QueueUrl = queue.Url, MaxResults = 1000 };
        do
        {
            var answer = await connection.Sqs.ListDeadLetterSourceQueuesAsync(request, cancellationToken);
            names.AddRange((answer.QueueUrls ?? []).Select(url => url[(url.LastIndexOf('/') + 1)..]));
            request.NextToken = answer.NextToken;
        }
        while (!string.IsNullOrEmpty(request.NextToken));
        return names;
    }

    /// <summary>The dead-letter queues of the targets of the bus's rules; none if the bus is missing or may not be read.</summary>
    private async Task<HashSet<string>> RuleQueuesAsync(CancellationToken cancellationToken)
    {
        try
        {
            var arns = new HashSet<string>(StringComparer.Ordinal);
            await foreach (var rule in new RuleLookup(connection).AllAsync(cancellationToken))
                arns.UnionWith(rule.Targets.Select(target => (string?)target["DeadLetterConfig"]?["Arn"]).OfType<string>());
            return arns;
        }
        catch (EventBridgeException error) when (error.ErrorCode is "ResourceNotFoundException" or "AccessDeniedException")
        {
            return [];
        }
    }
}

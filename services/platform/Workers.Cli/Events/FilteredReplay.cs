using System.Text.Json.Nodes;
using Amazon.SQS.Model;
using Workers.Cli.Connections;
using Workers.Cli.DeadLetters;
using Workers.Cli.Queues;
using Workers.DeadLetters;

namespace Workers.Cli.Events;

/// <summary>
/// Filters the events of a replay by their content: a replay can only be limited to rules. Each worker gets a temporary rule with its own pattern, for
/// this replay only, and its queue is read here.
/// </summary>
internal sealed class FilteredReplay : IAsyncDisposable
{
    private readonly AwsConnection _aws;
    private readonly IReadOnlyList<ContentCondition> _conditions;
    private readonly List<(TemporarySubscription Subscription, FoundQueue Queue)> _routes = [];

    private int _seen;
    private int _sent;

    private FilteredReplay(AwsConnection aws, IReadOnlyList<ContentCondition> conditions) => (_aws, _conditions) = (aws, conditions);

    /// <summary>The ARNs of the temporary rules.</summary>
    public IEnumerable<string> RuleArns => _routes.Select(route => route.Subscription.ArnOfRule);

    public static async Task<FilteredReplay> CreateAsync(
        AwsConnection aws, IReadOnlyList<FoundRule> rules, string replayName, IReadOnlyList<ContentCondition> conditions, CancellationToken cancellationToken)
    {
        var filtered = new FilteredReplay(aws, conditions);
        try
        {
            foreach (var rule in rules)
            {
                var pattern = JsonNode.Parse(rule.Pattern ?? "{}")!.AsObject();
                pattern["replay-name"] = new JsonArray(replayName);
                foreach (var arn in rule.Targets.Select(target => (string?)target["Arn"]).OfType<string>())
                {
                    var queue = await new QueueLookup(aws).GetAsync(FoundQueue.NameIn(arn), cancellationToken);
                    filtered._routes.Add((await TemporarySubscription.CreateAsync(aws, pattern.ToJsonString(), cancellationToken), queue));
                }
            }

            return filtered;
        }
        catch
        {
            await filtered.DisposeAsync();
            throw;
        }
    }

    /// <summary>Passes the events that meet the conditions on to the workers, until the replay has ended and no more come.</summary>
    /// <returns>The numbers of all events and of those that were sent.</returns>
    public async Task<(int Seen, int Sent)> ForwardAsync(Func<bool> hasEnded, CancellationToken stopping)
    {
        await Task.WhenAll(_routes.Select(route => ForwardAsync(route.Subscription, route.Queue, hasEnded, stopping)));
        return (_seen, _sent);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var (subscription, _) in _routes)
            await subscription.DisposeAsync();
    }

    private async Task ForwardAsync(TemporarySubscription subscription, FoundQueue queue, Func<bool> hasEnded, CancellationToken stopping)
    {
        var sender = new MessageSender(_aws.Sqs);
        while (true)
        {
            var isLast = hasEnded();
            var answer = await _aws.Sqs.ReceiveMessageAsync(
                new ReceiveMessageRequest(subscription.QueueUrl)
                {
                    // After its end EventBridge still delivers for a moment.
                    MaxNumberOfMessages = 10,
                    WaitTimeSeconds = isLast ? 5 : 1,
                    MessageAttributeNames = ["All"],
                    MessageSystemAttributeNames = ["All"],
                },
                stopping);
            if (answer.Messages is not { Count: > 0 } messages)
            {
                if (isLast)
                    return;
                continue;
            }

            var received = messages.ConvertAll(ReceivedMessage.Of);
            var selected = received.Select(one => one.Message).Where(message => _conditions.All(condition => condition.IsMet(message))).ToList();
            var failures = await sender.SendAsync(queue, selected, stopping);
            if (failures.Count > 0)
                throw new CliException($"{failures.Count} events could not be sent to {queue.Name}: {failures.Values.First()}. Repeat the replay: inboxes skip what has arrived.");
            await subscription.DeleteAsync(received, stopping);
            Interlocked.Add(ref _seen, received.Count);
            Interlocked.Add(ref _sent, selected.Count);
        }
    }
}

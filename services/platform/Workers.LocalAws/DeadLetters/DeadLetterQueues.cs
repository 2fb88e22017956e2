using Workers.LocalAws.EventBridge.Buses;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.DeadLetters;

/// <summary>The dead-letter queues of one server: those named in a queue's redrive policy, or in a target of a rule.</summary>
internal sealed class DeadLetterQueues(QueueStore queues, BusStore buses)
{
    /// <summary>All of them, by name.</summary>
    public IReadOnlyList<MessageQueue> All
    {
        get
        {
            var arns = Arns();
            return [.. queues.All.Where(queue => arns.Contains(queue.Arn))];
        }
    }

    /// <summary>Their ARNs, including those of missing queues.</summary>
    public IReadOnlySet<string> Arns() =>
        queues.All.Select(queue => queue.Settings.Redrive?.DeadLetterTargetArn)
            .Concat(buses.All.SelectMany(bus => bus.Rules.Values).SelectMany(rule => rule.Targets).Select(target => target.DeadLetterArn))
            .OfType<string>()
            .ToHashSet(StringComparer.Ordinal);

    /// <summary>The queues whose redrive policy names this one.</summary>
    public IReadOnlyList<MessageQueue> SourcesOf(MessageQueue deadLetterQueue) => [.. queues.SourcesOf(deadLetterQueue)];

    /// <exception cref="DeadLetterException">There is no dead-letter queue of this name.</exception>
    public MessageQueue Get(string name)
    {
        var all = All;
        return all.FirstOrDefault(queue => queue.Name == name) ?? throw new DeadLetterException(
            all.Count == 0
                ? $"'{name}' is not a dead-letter queue: no redrive policy and no rule target names one."
                : $"'{name}' is not a dead-letter queue. The dead-letter queues are: {string.Join(", ", all.Select(queue => queue.Name))}.",
            isMissing: true);
    }
}

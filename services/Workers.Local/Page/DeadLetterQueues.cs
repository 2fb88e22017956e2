using Amazon.SQS;
using Amazon.SQS.Model;

namespace Workers.Local.Page;

/// <summary>The messages that workers gave up, and the way back for them.</summary>
internal sealed class DeadLetterQueues(LocalAwsPages aws, IAmazonSQS sqs)
{
    /// <summary>All dead-letter queues, those with messages first.</summary>
    public async Task<IReadOnlyList<DeadLetterQueue>> ShowAsync(CancellationToken cancellationToken)
    {
        var topology = await aws.TopologyAsync(cancellationToken);
        List<DeadLetterQueue> queues = [];
        foreach (var queue in topology.DeadLetterQueues)
        {
            var messages = queue.Count == 0 ? [] : (await aws.LookAsync(queue.Name, cancellationToken)).Messages;
            var sources = topology.SourcesOf(queue.Name).Select(source => source.Name);
            queues.Add(new DeadLetterQueue(queue.Name, [.. sources], queue.Count, [.. messages.Select(DeadLetter.Of)]));
        }

        return [.. queues.OrderByDescending(queue => queue.Count > 0)];
    }

    /// <summary>Sends all messages of a dead-letter queue back to the queue that they came from, and returns how many there were.</summary>
    /// <exception cref="LocalException">There is no such dead-letter queue, or it is that of several queues.</exception>
    public async Task<int> RedriveAsync(string name, CancellationToken cancellationToken)
    {
        var topology = await aws.TopologyAsync(cancellationToken);
        var queue = topology.DeadLetterQueues.FirstOrDefault(queue => queue.Name == name)
            ?? throw new LocalException(
                $"There is no dead-letter queue '{name}', but {string.Join(", ", topology.DeadLetterQueues.Select(queue => queue.Name))}.");
        if (topology.SourcesOf(name).ToList() is not [var source])
            throw new LocalException($"'{name}' is the dead-letter queue of several queues: move its messages by start-message-move-task.");

        // With its destination: workers put dead letters there themselves, so SQS cannot know where they came from.
        await sqs.StartMessageMoveTaskAsync(
            new StartMessageMoveTaskRequest { SourceArn = queue.Arn, DestinationArn = source.Arn }, cancellationToken);
        return queue.Count;
    }
}

/// <summary>A dead-letter queue.</summary>
/// <param name="Queue">Its name.</param>
/// <param name="Sources">The queues that it belongs to.</param>
/// <param name="Count">How many messages are in it.</param>
/// <param name="Messages">The oldest of them.</param>
internal sealed record DeadLetterQueue(string Queue, IReadOnlyList<string> Sources, int Count, IReadOnlyList<DeadLetter> Messages);

using System.Collections.Concurrent;
using Workers.Cli.Queues;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary>The queue that a dead letter came from.</summary>
internal sealed class RedriveDestination
{
    private readonly Func<string, CancellationToken, Task<FoundQueue?>> _find;
    private readonly ConcurrentDictionary<string, Lazy<Task<FoundQueue?>>> _targets = new(StringComparer.Ordinal);

    private RedriveDestination(FoundQueue? queue, Func<string, CancellationToken, Task<FoundQueue?>> find) => (Queue, _find) = (queue, find);

    /// <summary>The queue for all messages; null if each message of a rule's dead-letter queue names its own.</summary>
    public FoundQueue? Queue { get; }

    /// <summary>Its name, for messages.</summary>
    public string Name => Queue?.Name ?? "their targets";

    /// <summary>The queue named by the user, or else the only one whose redrive policy names the dead-letter queue, or else the rule's target.</summary>
    /// <exception cref="CliException">There is no such queue, or there are several.</exception>
    public static async Task<RedriveDestination> FindAsync(QueueLookup queues, DeadLetterQueue source, string? to, CancellationToken cancellationToken)
    {
        if (to is null && source.Sources.Count > 1)
            throw new CliException(
                $"'{source.Queue.Name}' is the dead-letter queue of several queues ({string.Join(", ", source.Sources)}): name the destination with --to.");
        var name = to ?? (source.Sources is [var only] ? only : null);
        var queue = name is null ? null : await queues.GetAsync(name, cancellationToken);
        return queue?.Url == source.Queue.Url
            ? throw new CliException($"--to {to}: the messages are in this queue already.")
            : new RedriveDestination(queue, queues.FindAsync);
    }

    /// <summary>The queue for a message; null if there is none.</summary>
    public async Task<FoundQueue?> OfAsync(DeadLetter message, CancellationToken cancellationToken)
    {
        if (Queue is not null)
            return Queue;
        return message.Text("TARGET_ARN") is { } arn
            ? await _targets.GetOrAdd(arn, one => new(() => _find(FoundQueue.NameIn(one), cancellationToken))).Value
            : null;
    }
}

using System.Collections.Concurrent;
using Workers.Cli.Queues;
using Workers.DeadLetters;

namespace Workers.Cli.DeadLetters;

/// <summary>The queue that a dead letter came from.</summary>
internal sealed class LetterDestination
{
    private readonly Func<string, CancellationToken, Task<FoundQueue?>> _find;
    private readonly ConcurrentDictionary<string, Lazy<Task<FoundQueue?>>> _targets = new(StringComparer.Ordinal);

    private LetterDestination(FoundQueue? queue, Func<string, CancellationToken, Task<FoundQueue?>> find) => (Queue, _find) = (queue, find);

    /// <summary>The queue for all messages; null if each message of a rule's dead-letter queue names its own.</summary>
    public FoundQueue? Queue { get; }

    /// <summary>Its name, for messages.</summary>
    public string Name => Queue?.Name ?? "their targets";

    /// <summary>The queue named by the user, or else the only one whose redrive policy names the dead-letter queue, or else the rule's target.</summary>
    /// <exception cref="CliException">There is no such queue, or there are several.</exception>
    public static async Task<LetterDestination> FindAsync(QueueLookup queues, LetterQueue letters, string? to, CancellationToken cancellationToken)
    {
        if (to is null && letters.Sources.Count > 1)
            throw new CliException(
                $"'{letters.Queue.Name}' is the dead-letter queue of several queues ({string.Join(", ", letters.Sources)}): name the destination with --to.");
        var name = to ?? (letters.Sources is [var source] ? source : null);
        var queue = name is null ? null : await queues.GetAsync(name, cancellationToken);
        return queue?.Url == letters.Queue.Url
            ? throw new CliException($"--to {to}: the messages are in this queue already.")
            : new LetterDestination(queue, queues.FindAsync);
    }

    /// <summary>The queue for a message; null if there is none.</summary>
    public async Task<FoundQueue?> OfAsync(DeadLetter letter, CancellationToken cancellationToken)
    {
        if (Queue is not null)
            return Queue;
        return letter.Text("TARGET_ARN") is { } arn
            ? await _targets.GetOrAdd(arn, one => new(() => _find(FoundQueue.NameIn(one), cancellationToken))).Value
            : null;
    }
}

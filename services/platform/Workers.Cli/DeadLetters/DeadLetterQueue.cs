using Workers.Cli.Queues;

namespace Workers.Cli.DeadLetters;

/// <summary>A dead-letter queue.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Sources">Names of the queues whose redrive policies name it.</param>
/// <param name="IsOfRule">Whether it takes the events that EventBridge could not deliver to a rule's target.</param>
internal sealed record DeadLetterQueue(FoundQueue Queue, IReadOnlyList<string> Sources, bool IsOfRule);

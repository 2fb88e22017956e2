using Workers.LocalAws.Http;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.DeadLetters;

/// <summary>Moves selected messages of a dead-letter queue back to their source queue, or deletes them.</summary>
internal sealed class DeadLetterRedrive(DeadLetterQueues deadLetters)
{
    private const string MoveTask = "Move its messages with start-message-move-task and a destination.";

    /// <summary>The source queue of this dead-letter queue: the only one whose redrive policy names it.</summary>
    /// <exception cref="DeadLetterException">There are several, or none.</exception>
    public MessageQueue DestinationOf(MessageQueue deadLetterQueue) => deadLetters.SourcesOf(deadLetterQueue) switch
    {
        [var source] => source,
        [] => throw new DeadLetterException(
            $"'{deadLetterQueue.Name}' has no source queue: no redrive policy names it. {MoveTask}"),
        var sources => throw new DeadLetterException(
            $"'{deadLetterQueue.Name}' is the dead-letter queue of several queues "
            + $"({string.Join(", ", sources.Select(source => source.Name))}). {MoveTask}"),
    };

    /// <summary>
    /// Moves the messages, as an SQS redrive does: each becomes a new message, not received yet, with its body, its attributes and its
    /// trace header. A message in flight stays.
    /// </summary>
    /// <exception cref="DeadLetterException">The messages have no single destination.</exception>
    /// <exception cref="AwsException">The dead-letter queue was deleted.</exception>
    public DeadLetterResult Redrive(MessageQueue deadLetterQueue, DeadLetterSelection selection)
    {
        var destination = DestinationOf(deadLetterQueue);
        var selected = selection.WithdrawFrom(deadLetterQueue);
        var moved = 0;
        try
        {
            foreach (var message in selected.Messages)
            {
                destination.Redrive(message);
                moved++;
            }
        }
        catch (AwsException)
        {
            deadLetterQueue.PutBack(selected.Messages.Skip(moved));
            throw new DeadLetterException(
                $"Queue '{destination.Name}' was deleted meanwhile: {moved} messages were moved to it, the others are still in "
                + $"'{deadLetterQueue.Name}'.");
        }

        return new DeadLetterResult(moved, selected.NotVisible);
    }

    /// <summary>Deletes the messages. A message in flight stays.</summary>
    /// <exception cref="AwsException">The dead-letter queue was deleted.</exception>
    public static DeadLetterResult Delete(MessageQueue deadLetterQueue, DeadLetterSelection selection)
    {
        var selected = selection.WithdrawFrom(deadLetterQueue);
        return new DeadLetterResult(selected.Messages.Count, selected.NotVisible);
    }
}

/// <summary>Result of a request about messages.</summary>
/// <param name="Count">Moved or deleted messages.</param>
/// <param name="NotVisible">Selected messages that stay because they are in flight or delayed.</param>
internal sealed record DeadLetterResult(int Count, int NotVisible);

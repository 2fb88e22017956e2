using Workers.LocalAws.Sqs.Messages;
using Workers.LocalAws.Sqs.Queues;

namespace Workers.LocalAws.Storage;

/// <summary>The file with the queues and their messages.</summary>
internal static class QueueState
{
    public static IStateFile File(DataDirectory directory, LocalAwsOptions options, QueueStore queues) => new StateFile<SavedQueue[]>(
        directory,
        "queues.json",
        options,
        queues.Changes,
        // A dead letter leaves its queue before it is in the dead-letter queue.
        copy: () => [.. queues.All.OrderBy(queue => queue.Settings.Redrive is null).Select(queue => queue.Copy())],
        restore: saved => Array.ForEach(saved, queues.Restore));
}

/// <summary>A queue in a snapshot.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its id in receipt handles.</param>
/// <param name="CreatedAt">When it was created.</param>
/// <param name="ModifiedAt">When its attributes were last changed.</param>
/// <param name="Attributes">Its writable attributes.</param>
/// <param name="Tags">Its tags.</param>
/// <param name="Messages">Its messages.</param>
/// <param name="Sent">The deduplication ids that a FIFO queue remembers, the oldest first.</param>
/// <param name="LastSequence">Number of the last message that was added.</param>
internal sealed record SavedQueue(
    string Name,
    Guid Id,
    DateTimeOffset CreatedAt,
    DateTimeOffset ModifiedAt,
    SortedDictionary<string, string> Attributes,
    SortedDictionary<string, string> Tags,
    SavedMessage[] Messages,
    SavedDeduplication[] Sent,
    long LastSequence = 0);

/// <summary>A message in a snapshot. See <see cref="QueuedMessage"/> and <see cref="MessageContent"/>.</summary>
internal sealed record SavedMessage
{
    public required Guid Id { get; init; }

    public required byte[] Body { get; init; }

    public IReadOnlyList<MessageAttribute> Attributes { get; init; } = [];

    public string? TraceHeader { get; init; }

    public string? GroupId { get; init; }

    public string? DeduplicationId { get; init; }

    public required DateTimeOffset SentAt { get; init; }

    public required long Sequence { get; init; }

    public int ReceiveCount { get; init; }

    public DateTimeOffset? FirstReceivedAt { get; init; }

    public DateTimeOffset LastReceivedAt { get; init; }

    public string? DeadLetterSourceArn { get; init; }

    public MessageState State { get; init; }

    public DateTimeOffset DueAt { get; init; }

    public int Receipt { get; init; }

    public int DuplicatedReceipt { get; init; }
}

/// <summary>A deduplication id in a snapshot.</summary>
/// <param name="DeduplicationId">The id.</param>
/// <param name="MessageId">The message that was sent with it.</param>
/// <param name="SequenceNumber">The place of that message.</param>
/// <param name="Since">When it was sent.</param>
/// <param name="Group">The group in which it counts; null for the whole queue.</param>
internal sealed record SavedDeduplication(
    string DeduplicationId, Guid MessageId, string? SequenceNumber, DateTimeOffset Since, string? Group = null);

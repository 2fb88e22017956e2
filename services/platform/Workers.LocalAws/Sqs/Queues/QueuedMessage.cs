using Workers.LocalAws.Sqs.Messages;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>A message in a queue. Only its queue accesses it, under the queue's lock.</summary>
internal class QueuedMessage(Guid id, MessageContent content, DateTimeOffset sentAt)
{
    public Guid Id => id;

    public MessageContent Content => content;

    public DateTimeOffset SentAt => sentAt;

    /// <summary>Its place in the order of arrival; also distinguishes messages that are due at the same time.</summary>
    public long Sequence { get; set; }

    /// <summary>Number of receives, including those in the queue that it was dead-lettered from.</summary>
    public int ReceiveCount { get; set; }

    public DateTimeOffset? FirstReceivedAt { get; set; }

    /// <summary>The queue that it was dead-lettered from.</summary>
    public string? DeadLetterSourceArn { get; set; }

    public MessageState State { get; set; }

    /// <summary>When a delay or a visibility timeout ends.</summary>
    public DateTimeOffset DueAt { get; set; }

    public DateTimeOffset LastReceivedAt { get; set; }

    /// <summary>Number of the latest receipt: an older receipt handle no longer deletes.</summary>
    public int Receipt { get; set; }

    /// <summary>
    /// Number of the receipt after which an injected fault kept it visible; 0 if that never happened. Both that receipt and the next one
    /// delete the message.
    /// </summary>
    public int DuplicatedReceipt { get; set; }

    /// <summary>Its node in the list that orders the messages: in a standard queue while it is visible, in a FIFO queue always.</summary>
    public LinkedListNode<QueuedMessage>? Node { get; set; }

    /// <summary>Whether the receipt is the first of a duplicated delivery.</summary>
    public bool IsFirstOfTwo(int receipt) => receipt == DuplicatedReceipt && receipt != 0 && Receipt - receipt <= 1;

    /// <summary>A new message with the same content: new id, new age, not received yet.</summary>
    public virtual QueuedMessage Renew(DateTimeOffset now) => new(Guid.NewGuid(), Content, now);
}

internal enum MessageState
{
    Visible,
    Delayed,
    InFlight,
}

/// <summary>The result of sending a message.</summary>
/// <param name="Id">The id of the message in its queue.</param>
/// <param name="SequenceNumber">Its place in a FIFO queue.</param>
internal readonly record struct SentMessage(Guid Id, string? SequenceNumber = null);

/// <summary>The message for a receiver, as it was at the receive.</summary>
internal readonly record struct ReceivedMessage(
    QueuedMessage Message,
    string ReceiptHandle,
    int Receipt,
    int ReceiveCount,
    DateTimeOffset FirstReceivedAt,
    string? DeadLetterSourceArn);

/// <summary>Number of messages in each state.</summary>
internal sealed record QueueCounts(int Visible, int InFlight, int Delayed);

/// <summary>A receive.</summary>
/// <param name="Maximum">Maximum number of messages.</param>
/// <param name="Visibility">Visibility timeout of the received messages.</param>
/// <param name="Wait">Time to wait for a message.</param>
/// <param name="Faults">Injected faults, or null.</param>
/// <param name="AttemptId">Id under which a FIFO queue repeats the result.</param>
internal readonly record struct ReceiveRequest(
    int Maximum, TimeSpan Visibility, TimeSpan Wait, Faults.CallFaults? Faults = null, string? AttemptId = null);

using Workers.LocalAws.Sqs.Messages;

namespace Workers.LocalAws.Sqs.Queues;

/// <summary>A message in a queue. Only its queue touches it, under the queue's lock.</summary>
internal sealed class QueuedMessage(Guid id, MessageContent content, DateTimeOffset sentAt)
{
    public Guid Id => id;

    public MessageContent Content => content;

    public DateTimeOffset SentAt => sentAt;

    /// <summary>The place in the order of arrival; it also tells apart messages that are due at the same instant.</summary>
    public long Sequence { get; set; }

    /// <summary>How often it was received, also in the queue that it was dead-lettered from.</summary>
    public int ReceiveCount { get; set; }

    public DateTimeOffset? FirstReceivedAt { get; set; }

    /// <summary>The queue that it was dead-lettered from.</summary>
    public string? DeadLetterSourceArn { get; set; }

    public MessageState State { get; set; }

    /// <summary>When a delay or a visibility time-out ends.</summary>
    public DateTimeOffset DueAt { get; set; }

    public DateTimeOffset LastReceivedAt { get; set; }

    /// <summary>The number of the latest receipt: an older receipt handle no longer deletes.</summary>
    public int Receipt { get; set; }

    /// <summary>
    /// The number of the receipt after which it stayed visible, as a fault; 0 when it never did. Both that receipt and the one
    /// after it delete the message.
    /// </summary>
    public int DuplicatedReceipt { get; set; }

    /// <summary>The place among the visible messages, while it is one.</summary>
    public LinkedListNode<QueuedMessage>? Node { get; set; }

    /// <summary>Whether the receipt is the first of a duplicated delivery, of which the second is out or to come.</summary>
    public bool IsFirstOfTwo(int receipt) => receipt == DuplicatedReceipt && receipt != 0 && Receipt - receipt <= 1;
}

internal enum MessageState
{
    Visible,
    Delayed,
    InFlight,
}

/// <summary>What a receiver gets: the message as it was when it was received.</summary>
internal readonly record struct ReceivedMessage(
    QueuedMessage Message,
    string ReceiptHandle,
    int Receipt,
    int ReceiveCount,
    DateTimeOffset FirstReceivedAt,
    string? DeadLetterSourceArn);

/// <summary>How many messages are in which state.</summary>
internal sealed record QueueCounts(int Visible, int InFlight, int Delayed);
